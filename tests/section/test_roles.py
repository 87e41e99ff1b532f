"""What headings of many sectors, decades and Englishes say of their sections."""

import pytest
import yaml

from reportminer.errors import SettingsError
from reportminer.labels import Role
from reportminer.section.roles import parse_rules, role_of

SAID = {
    Role.LESSONS: [
        "Lessons learnt",
        "LESSONS LEARNED",
        "Key lessons",
        "Lessons for commissioners and providers",
        "Lessons from the pilot",
        "What we learned",
        "What we've learned so far",
        "What did we learn?",
        "What have the partners learned",
        "Reflections",
        "Our takeaways",
        "Key insights",
        "Learning",
        "Key learning points",
        "What would we do differently?",
        "Top ten lessons for new partnerships",
        "Lesson 3: Ask early",
        "Summary of lessons learned",
        "Overcoming barriers: lessons learned",
        "Success factors",
        "Lessons identified",
    ],
    Role.CHALLENGES: [
        "Challenges",
        "Main challenges encountered",
        "Challenges & constraints",
        "Barriers to joint working",
        "Constraints",
        "Difficulties met in the field",
        "OBSTACLES",
        "Implementation bottlenecks",
        "Issues encountered",
        "Key issues",
        "What did not work",
        "What didn't work so well",
        "What went wrong?",
        "Gaps",
        "Funding gaps",
        "Problems encountered",
        "The challenge",
        "Challenge 2: late funds",
        "Weaknesses",
        "Shortcomings",
        "Main obstacles faced during implementation",
        "What were the main barriers you met?",
        "Challenges in planning and implementation",
        "Overview of challenges",
    ],
    Role.RECOMMENDATIONS: [
        "Recommendations",
        "Recommendation 4: Appoint a lead",
        "Recommendation",
        "Key recommendations for donors",
        "Policy recommendations",
        "The way forward",
        "Ways forward",
        "Suggestions for improvement",
        "Call to action",
        "Actions required",
        "What should change",
        "What must change",
        "Guidelines",
        "Proposed actions",
        "Advice for other councils",
        "Tips",
        "Areas for improvement",
        "Annex 3: Recommendations",
        "Appendix 2: List of recommendations made in this report",
        "Summary of recommendations",
        "Recommendations and next steps",
    ],
    Role.OTHER: [
        "Response to recommendations",
        "Management response",
        "Government response to the Committee's recommendations",
        "Status of implementation of recommendations",
        "Follow-up to previous recommendations",
        "Committee recommendations accepted",
        "Next steps",
        "Other issues and recommendations",
        "Challenges and lessons learned",
        "Challenges and opportunities",
        "Barriers and enablers",
        "Lessons and recommendations",
        "What worked and what didn't",
        "Challenges, lessons and recommendations",
    ],
    Role.METHOD: [
        "Methodology",
        "Limitations of the methodology",
        "Limitations",
        "Study limitations",
        "Data collection",
    ],
    Role.RESULTS: [
        "Findings and recommendations",
        "Key achievements",
        "Results",
        "Achievements and challenges",
        "Impact",
    ],
    Role.CONCLUSIONS: [
        "Conclusions and recommendations",
        "Conclusion",
        "Concluding remarks",
        "Final thoughts",
    ],
    Role.SUMMARY: ["Executive summary", "Summary", "Key messages", "Abstract"],
    Role.BACKGROUND: [
        "Background",
        "Introduction and background",
        "Context and challenges",
        "Aims and objectives",
    ],
    Role.PARTNERS: ["Partners", "Our partners", "Roles and responsibilities", "Stakeholders"],
    Role.ACTIVITIES: [
        "Activities",
        "Addressing challenges",
        "Learning objectives",
        "Distance learning",
        "What we did",
    ],
    Role.GOOD_PRACTICE: [
        "Good practices",
        "Best practice and innovations",
        "What worked well",
        "Promising practices",
    ],
    Role.CASE_STUDY: ["Case study 2: The river pilot", "Case studies", "Success story 1"],
    Role.REFERENCES: [
        "References",
        "Bibliography",
        "Works cited",
        "Further reading",
        "List of persons interviewed",
    ],
    Role.CONTENTS: ["Contents", "Table of Contents", "List of tables"],
    Role.ANNEX: [
        "Annexes",
        "Acknowledgements",
        "Abbreviations and acronyms",
        "Glossary",
        "About the authors",
    ],
}
NOTHING_SAID = [
    "",
    "Gender",
    "The rota",
    "Issues of identity",
    "Lessonia and other kelps",
    "Learning through doing",
    "Recommended daily intake",
    "Water and sanitation",
    "2014 to 2016",
    "The Recommenders",
    "Gender issues",
    "Charities say how they found one another, what makes it work, and why it now and then fails",
]


@pytest.mark.parametrize(
    ("role", "heading"), [(role, text) for role, texts in SAID.items() for text in texts]
)
def test_roles(role, heading):
    assert role_of(heading) is role


@pytest.mark.parametrize("heading", NOTHING_SAID)
def test_headings_that_say_nothing(heading):
    assert role_of(heading) is None


def rules(**changed: object) -> dict[str, object]:
    plain = "{most_before: 4, joints: for of, dilutes: answers, first: [], heads: {}, mixed: {}, last: []}"
    return {**yaml.safe_load(plain), **changed}


def test_rules_of_ones_own():
    own = parse_rules(rules(heads={"lessons": "=morals\nmorals of the story"}))
    assert role_of("Morals", own) is Role.LESSONS
    assert role_of("Public morals", own) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"typo": 1},
        {"heads": {"lesson": "lessons"}},
        {"first": [{"role": "lessons", "has": "lessons", "hsa": "x"}]},
        {"first": [{"role": "lessons", "has": "(lessons"}]},
    ],
)
def test_rules_that_make_no_sense_are_refused(wrong):
    with pytest.raises(SettingsError):
        parse_rules(rules(**wrong))


@pytest.mark.parametrize(
    "heading",
    [
        "Council of Europe recommendations",
        "Academy of Harbour Sciences recommendations",
        "World Bank recommendations",
        "Recommendations of the European Commission",
        "Recommendations of previous inquiries to change the culture",
        "Recommendations made by earlier reviews of the ports",
        "Overview and recommendations",
        "Recommendations and overview",
    ],
)
def test_what_others_advised_and_titles_of_wholes_declare_nothing(heading):
    assert role_of(heading) is Role.OTHER


@pytest.mark.parametrize(
    "heading",
    [
        "Recommendations of the panel",
        "Summary of key recommendations",
        "Recommendations to the Council of Ports",
    ],
)
def test_what_the_report_advises_is_declared(heading):
    assert role_of(heading) is Role.RECOMMENDATIONS
