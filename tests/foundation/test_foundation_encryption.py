"""What one key encrypts, the keys that are known decrypt, and nobody else."""

import pytest

from oncocare.foundation.encryption import Unreadable, decrypt, encrypt, is_current, known_keys

OLD, NEW = "an old key that nobody can guess, 1", "a new key that nobody can guess, 2"


@pytest.fixture
def keys(settings):
    """Sets SECRET_KEY and the keys before it."""

    def use(current, *before):
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = current, list(before)

    use(OLD)
    return use


def test_it_comes_back_as_it_was_and_never_encrypted_alike(keys):
    first, second = encrypt("Ñandú 🙂"), encrypt("Ñandú 🙂")
    assert (decrypt(first), decrypt(second)) == ("Ñandú 🙂", "Ñandú 🙂")
    assert first != second
    assert first.isascii()


def test_a_key_before_this_one_decrypts_and_is_not_current(keys):
    encrypted = encrypt("a secret")
    assert (known_keys(), is_current(encrypted)) == ([OLD], True)
    keys(NEW, OLD)
    assert (known_keys(), is_current(encrypted), decrypt(encrypted)) == ([NEW, OLD], False, "a secret")
    assert is_current(encrypt(decrypt(encrypted)))


@pytest.mark.parametrize("broken", [lambda text: text[:-4] + "AAA=", lambda text: "", lambda text: "words"])
def test_what_was_changed_or_is_under_a_key_that_is_gone_cannot_be_read(keys, broken):
    encrypted = encrypt("a secret")
    with pytest.raises(Unreadable):
        decrypt(broken(encrypted))
    assert not is_current(broken(encrypted))
    keys(NEW)
    with pytest.raises(Unreadable):
        decrypt(encrypted)
    assert not is_current(encrypted)
