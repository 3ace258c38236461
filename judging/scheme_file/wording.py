"""What each problem of a scheme file says to the person who sent it."""

from typing import Final

from judging.draft import Problem


def N_(sentence: str) -> str:  # noqa: N802 -- the customary mark for texts to translate
    """Return *sentence* as it is, marked for translation at the edge."""
    return sentence


PROBLEMS: Final = {
    "file-empty": N_("The file is empty."),
    "file-too-large": N_("The file is larger than %(limit)s MB."),
    "file-not-xlsx": N_("The file is not an Excel workbook (.xlsx)."),
    "file-password": N_("The workbook is protected by a password; save it without one."),
    "file-damaged": N_("The workbook is damaged and cannot be read."),
    "content-too-large": N_("The workbook unpacks to more than %(limit)s MB."),
    "too-many-rows": N_("The workbook has a sheet with more than %(limit)s rows."),
    "too-many-columns": N_("The workbook has a sheet with more than %(limit)s columns."),
    "sheet-missing": N_("No sheet of the workbook holds a marking scheme."),
    "sheet-unclear": N_("Several sheets hold a marking scheme: %(sheets)s. Keep one."),
    "header-missing": N_("The sheet has no header row with sub-criterion, type and max mark."),
    "header-incomplete": N_("The header row lacks these columns: %(headers)s."),
    "title-missing": N_("The sheet has no title above its tables."),
    "aspects-missing": N_("The sheet has no aspects."),
    "aspect-outside": N_("The aspect stands before any sub-criterion."),
    "aspect-type-unknown": N_('The aspect type "%(type)s" is not known; use M or J.'),
    "max-missing": N_("Aspect %(aspect)s has no max mark."),
    "max-unreadable": N_('Aspect %(aspect)s has the max mark "%(max)s", which is no mark.'),
    "levels-missing": N_("Judgement %(aspect)s has no text for these scores: %(scores)s."),
    "level-twice": N_("Judgement %(aspect)s describes score %(score)s twice."),
    "level-unknown": N_('"%(score)s" is not a judgement score from 0 to 3.'),
    "sub-criterion-twice": N_("Sub-criterion %(code)s appears twice."),
    "sub-criterion-unreadable": N_('"%(code)s" is not a sub-criterion ID such as A1.'),
    "sub-criterion-misplaced": N_("Sub-criterion %(code)s stands under criterion %(criterion)s."),
    "calculation-row-unknown": N_(
        'Aspect %(aspect)s names calculation row "%(calculation)s", which does not exist.',
    ),
    "calculation-type-unknown": N_(
        'Aspect %(aspect)s uses the calculation type "%(type)s", which is not known.',
    ),
    "calculation-not-understood": N_(
        "Aspect %(aspect)s uses calculation row %(calculation)s, whose parameters make no rule.",
    ),
    "criterion-without-aspects": N_("Criterion %(criterion)s has no aspects."),
    "criterion-sum": N_(
        "Criterion %(criterion)s declares %(declared)s, its aspects add up to %(marked)s.",
    ),
    "section-sum": N_(
        "Section %(section)s declares %(declared)s, its aspects add up to %(marked)s.",
    ),
    "total-sum": N_(
        "The scheme declares a total of %(declared)s, its aspects add up to %(marked)s."
    ),
    "total-not-100": N_("The aspects add up to %(marked)s, not to 100."),
    "max-above-limit": N_("Aspect %(aspect)s is worth %(max)s, more than %(limit)s."),
    "aspect-without-text": N_("Aspect %(aspect)s has no description."),
    "aspect-without-section": N_("Aspect %(aspect)s belongs to no section of the standards."),
    "section-not-declared": N_(
        "Section %(section)s is not in the table of sections; aspects using it: %(count)s.",
    ),
    "calculation-to-confirm": N_(
        "The chief must confirm how aspect %(aspect)s turns a value into a mark.",
    ),
    "day-unreadable": N_('"%(day)s" is not a day of marking; the day is left open.'),
    "row-ignored": N_(
        'The row is neither a sub-criterion nor an aspect and is ignored: "%(text)s"'
    ),
    "not-json": N_("The file cannot be read as JSON from line %(line)s, column %(column)s on."),
    "not-utf-8": N_("The file is not in UTF-8. Save it anew in that encoding."),
    "nested-too-deeply": N_("The document is nested too deeply to be a scheme."),
    "key-twice": N_('The key "%(key)s" stands twice in one object. Keep one.'),
    "not-our-format": N_("“format” is not jiangsai.scheme/1."),
    "no-aspects": N_("The scheme has no aspects."),
    "more-problems": N_("There may be more. These are the first %(count)s."),
    "key-missing": N_("This key is missing."),
    "key-unknown": N_("This key is not known here. Take it out, or mend its spelling."),
    "not-text": N_("This is not a text. Write it between quotation marks."),
    "text-unfit": N_("This text holds a character that cannot be stored."),
    "text-length": N_("This text must have from %(low)s to %(high)s characters."),
    "code-spaces": N_("A code has no spaces at its ends."),
    "code-twice": N_("The code %(code)s is used twice."),
    "not-exact": N_('Write a number with decimals as a text, such as "61.42".'),
    "not-number": N_('This is not a number such as "61.42" (at most 9 digits and 8 decimals).'),
    "digits-too-many": N_("A number has too many digits."),
    "not-whole": N_("This is not a whole number such as 5, without quotation marks."),
    "too-low": N_("This must be at least %(low)s."),
    "not-above": N_("This must be above %(low)s."),
    "too-high": N_("This must be at most %(high)s."),
    "out-of-bounds": N_("This must be from %(low)s to %(high)s."),
    "not-flag": N_("This must be true or false."),
    "not-among": N_("This must be one of: %(words)s."),
    "not-list": N_("This is not a list."),
    "list-too-short": N_("This list needs at least %(low)s."),
    "list-length": N_("This list needs from %(low)s to %(high)s."),
    "not-object": N_("This is not an object, which stands in braces."),
    "levels-not-four": N_("A judgement needs four texts, for the scores 0, 1, 2 and 3."),
    "not-taken": N_("This cannot be taken here: %(reason)s."),
}


def message(problem: Problem) -> str:
    """Return the English sentence of a problem."""
    return PROBLEMS[problem.code] % problem.values
