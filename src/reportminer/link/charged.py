"""Who is charged with what a lead-in speaks of: `The council should adopt a plan. The plan should:`."""

from collections.abc import Sequence

from reportminer.link.actors import asked_subject, who_should_act
from reportminer.link.data import grammar
from reportminer.link.lexical import stems
from reportminer.link.modality import modality_of, opening
from reportminer.link.nounphrase import IsName, is_actor
from reportminer.link.tokens import Token
from reportminer.link.wordlists import rules


def charged(lead: Sequence[Token], before: Sequence[Token], is_name: IsName) -> Sequence[Token]:
    """The actor of the sentence `before`, if the lead-in goes on with what that sentence asks for."""
    asked = modality_of(before)
    if asked.light or not asked.told or asked.strength == "could":
        return ()
    actor = who_should_act(opening(before), is_name)
    own = {token.start for token in actor}
    rest = [token for token in before if token.start not in own]
    return actor if actor and _goes_on(asked_subject(lead), rest, is_name) else ()


def _goes_on(thing: Sequence[Token], before: Sequence[Token], is_name: IsName) -> bool:
    """`it`, or `the plan` where a plan was spoken of; whoever could act is charged with it themselves."""
    if len(thing) == 1 and thing[0].low in grammar("pronouns"):
        return True
    if len(thing) < 2 or thing[0].low not in rules().determiners or is_actor(thing[-1], is_name):
        return False
    known = set(stems(" ".join(token.low for token in before)))
    return bool(stems(thing[-1].low)) and known.issuperset(stems(thing[-1].low))
