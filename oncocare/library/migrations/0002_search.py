"""Finding texts by the words in them, by the rules of their language and without accents or case.

The functions stand on nothing but PostgreSQL itself and on `plain`, by which people are found. Each body is read as it
is made, not as it is called, so that a column can be filled and restored with any search path.
"""

import django.contrib.postgres.search
from django.db import migrations, models

import oncocare.library.models

# By which rules the words of a language are cut to their stems. Where PostgreSQL knows none, words are as they stand.
TEXT_RULES = """
CREATE FUNCTION text_rules(language text) RETURNS regconfig LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE left(language, 2)
    WHEN 'en' THEN 'pg_catalog.english'::regconfig
    WHEN 'es' THEN 'pg_catalog.spanish'::regconfig
    WHEN 'pt' THEN 'pg_catalog.portuguese'::regconfig
    WHEN 'ca' THEN 'pg_catalog.catalan'::regconfig
    ELSE 'pg_catalog.simple'::regconfig
END
"""
# A text without what is no word of it: the lines that begin and end boxes, the marks of emphasis, the addresses of links
# and the names of pictures. What a picture shows and what stands below it are words.
UNMARKED = r"""
CREATE FUNCTION unmarked(said text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN replace(
    regexp_replace(
        regexp_replace(said, '^:::.*$', ' ', 'gn'),
        '\]\([^\s()]*(?:\s+"((?:[^"\\]|\\.)*)")?\)', ' \1 ', 'g'
    ),
    '*', ''
)
"""
# Each word twice: as it is written, for the rules know accents, and without them, for who searches leaves them out.
WORDS_IN = """
CREATE FUNCTION words_in(language text, said text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN to_tsvector(text_rules(language), said) || to_tsvector(text_rules(language), plain(said))
"""
# Where a word stands in a text is left out: nothing asks for it, and what is half as long is found in half the time.
TEXT_WORDS = """
CREATE FUNCTION text_words(language text, title text, summary text, said text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN setweight(words_in(language, title), 'A')
    || setweight(words_in(language, summary), 'B')
    || strip(words_in(language, unmarked(said)))
"""
# Words that somebody looks for, of which the last may be unfinished: every one, or any of them.
TEXT_QUERY = """
CREATE FUNCTION text_query(language text, said text[], every boolean) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT to_tsquery(
        text_rules(language),
        string_agg(
            CASE WHEN word = plain(word) THEN '''' || word || '''' || ends
                ELSE '(''' || word || '''' || ends || ' | ''' || plain(word) || '''' || ends || ')'
            END,
            CASE WHEN every THEN ' & ' ELSE ' | ' END
        )
    )
    FROM (
        SELECT word, CASE WHEN place = cardinality(said) THEN ':*' ELSE '' END AS ends
        FROM unnest(said) WITH ORDINALITY AS given(word, place)
    ) AS asked
)
"""


class Migration(migrations.Migration):
    dependencies = [("library", "0001_pieces"), ("people", "0007_site_name")]

    operations = [
        migrations.RunSQL(TEXT_RULES, "DROP FUNCTION text_rules(text)"),
        migrations.RunSQL(UNMARKED, "DROP FUNCTION unmarked(text)"),
        migrations.RunSQL(WORDS_IN, "DROP FUNCTION words_in(text, text)"),
        migrations.RunSQL(TEXT_WORDS, "DROP FUNCTION text_words(text, text, text, text)"),
        migrations.RunSQL(TEXT_QUERY, "DROP FUNCTION text_query(text, text[], boolean)"),
        migrations.AddField(
            model_name="textversion",
            name="searched",
            field=models.GeneratedField(
                db_persist=True,
                expression=oncocare.library.models.TextWords("language", "title", "summary", "text"),
                null=True,
                output_field=django.contrib.postgres.search.SearchVectorField(null=True),
            ),
        ),
    ]
