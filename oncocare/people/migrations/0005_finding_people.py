"""Finding people by any word of the name without accents or case, by key and by date of birth.

The functions stand on nothing but PostgreSQL itself: where a centre runs its own, no extension has to be installed.
Each body is read as it is made, not as it is called, so that an index can be built and restored with any search path.
"""

from django.db import migrations

# Letters in small, without the marks above and below them, letters that are no letter with a mark (ł, ø, ß) as they are
# typed without them, and a space for each sign.
PLAIN = r"""
CREATE FUNCTION plain(said text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN regexp_replace(
    replace(replace(replace(replace(
        lower(translate(
            regexp_replace(normalize(said, NFKD), '[\u0300-\u036f]+', '', 'g'),
            'łŁøØđĐðÐħĦıŒÆÞẞ', 'lLoOdDdDhHiœæþß'
        )),
    'ß', 'ss'), 'œ', 'oe'), 'æ', 'ae'), 'þ', 'th'),
    '[!-/:-@\[-`{-~\u00a1-\u00bf\u02b0-\u02ff\u2010-\u205f]+', ' ', 'g'
)
"""
# The words of a name, and of the name with what stands between hyphens and apostrophes as one: O’Brien, OBrien.
NAME_WORDS = """
CREATE FUNCTION name_words(said text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN to_tsvector('simple', plain(said) || ' ' || plain(translate(said, '-‐‑''’‘ʼ`´', '')))
"""
# In quotes each word is looked for as it stands, whatever it means to the language of such queries.
NAME_QUERY = """
CREATE FUNCTION name_query(said text) RETURNS tsquery LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT to_tsquery('simple', string_agg('''' || word || ''':*', ' & '))
    FROM regexp_split_to_table(plain(said), '\\s+') AS word
    WHERE word <> ''
)
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0004_picture_from_before")]

    operations = [
        migrations.RunSQL(PLAIN, "DROP FUNCTION plain(text)"),
        migrations.RunSQL(NAME_WORDS, "DROP FUNCTION name_words(text)"),
        migrations.RunSQL(NAME_QUERY, "DROP FUNCTION name_query(text)"),
    ]
