"""The design system: style, shared templates, form renderer, charts. No models; imports foundation only."""
