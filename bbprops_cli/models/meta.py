"""The table of facts about the database itself."""

from sqlmodel import Field, SQLModel

from bbprops_cli.models.base import Text


class Meta(SQLModel, table=True):
    """A key and its value; the key `environment` holds the environment label."""

    __tablename__ = "bbprops_meta"

    key: str = Field(primary_key=True, sa_type=Text)
    value: str = Field(sa_type=Text)
