"""Who answers flags, and when: staffed hours, holidays, the weekly rota and its covers."""
