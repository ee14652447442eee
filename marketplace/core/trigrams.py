"""Finding a text that stands anywhere in another, by indexes of three letters each."""

from sqlalchemy import ColumnElement, Index, and_, func, literal_column

SIGNS = str.maketrans({"\\": "\\\\", "%": "\\%", "_": "\\_"})
SHORT = 3


def trigram_index(name: str, said: str) -> Index:
    """What `stands_in` needs on a table: `said` is a column, or an expression of columns."""
    return Index(name, func.trigrams_of(literal_column(said)), postgresql_using="gin")


def stands_in(said: str, words: str) -> ColumnElement[bool]:
    """Whether words stand in what an index was made of, in whatever case. Less than three letters
    have no trigrams: then every row is looked at."""
    where: ColumnElement[str] = literal_column(said)
    like = where.ilike(f"%{words.translate(SIGNS)}%")
    if len(words) < SHORT:
        return like
    return and_(func.trigrams_of(where).op("@>")(func.trigrams_of(words)), like)


def texts_of(column: str) -> str:
    """Both languages of a column of texts."""
    return f"(coalesce({column} ->> 'fa', '') || ' ' || coalesce({column} ->> 'en', ''))"
