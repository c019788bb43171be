from tests.cast import due, phq9
from questionnaires.actions import submit
import uuid

def test_loop(cast, deliver):
    with deliver():
        [a] = due(cast.patient(cast.ana))
    with deliver():
        submit(by=cast.ana, assignment=a, answers=phq9(22, 1), key=uuid.uuid4())
    assert cast.pathway(cast.ana).proposals.count() == 1
