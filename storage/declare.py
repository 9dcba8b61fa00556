"""Tables written as classes, as SQLAlchemy's ORM writes them, without the ORM.

Statements here are Core, rows are rows: of the ORM only its way of writing tables was used, for which a server kept
ten megabytes of mappers and of their code.  Type checkers read the ORM's own declarations (a column knows what is in it);
what runs makes a ``Table`` of a class, and its attributes are the table's columns.
"""

from __future__ import annotations

from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, ClassVar, get_args, get_type_hints

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.sql.schema import SchemaItem

if TYPE_CHECKING:
    from sqlalchemy.orm import DeclarativeBase as Declared
    from sqlalchemy.orm import Mapped, aliased, mapped_column
else:

    class Mapped:
        """``Mapped[str | None]``: what is in a column."""

        def __class_getitem__(cls, kind: Any) -> _Kind:
            return _Kind(kind)

    class _Kind:
        """A type as it is annotated.  Callable, because annotations have to be."""

        def __init__(self, kind: Any) -> None:
            kinds = get_args(kind) if isinstance(kind, UnionType) else (kind,)
            self.nullable = NoneType in kinds
            (self.kind,) = (k for k in kinds if k is not NoneType)

        def __call__(self) -> None:
            raise TypeError("an annotation makes nothing")

    class _Said:
        """What is to be said of a column besides its name and its type."""

        def __init__(self, *parts: Any, **options: Any) -> None:
            self.parts, self.options = parts, options

        def column(self, name: str, kind: _Kind, types: dict[Any, Any]) -> Column[Any]:
            parts = list(self.parts)
            if not parts or isinstance(
                parts[0], SchemaItem
            ):  # a foreign key: the type follows from the annotation
                parts.insert(0, types[kind.kind])
            return Column(name, *parts, **{"nullable": kind.nullable, **self.options})

    mapped_column = _Said

    class _Class(type):
        def __clause_element__(cls) -> Table:
            return cls.__table__

    class Declared(metaclass=_Class):
        """The base of the base of all tables, which has ``metadata`` and ``type_annotation_map``."""

        metadata: ClassVar[MetaData]
        type_annotation_map: ClassVar[dict[Any, Any]]

        def __init_subclass__(cls) -> None:
            if "__tablename__" not in vars(cls):
                return
            columns = []
            for name, kind in get_type_hints(cls).items():
                if isinstance(kind, _Kind):
                    said = vars(cls).get(name) or mapped_column()
                    columns.append(said.column(name, kind, cls.type_annotation_map))
            cls.__table__ = Table(
                cls.__tablename__, cls.metadata, *columns, *vars(cls).get("__table_args__", ())
            )
            for column in columns:
                setattr(cls, column.name, column)

    class _Aliased:
        """The same table once more, under another name."""

        def __init__(self, model: type[Declared]) -> None:
            self._table = model.__table__.alias()

        def __clause_element__(self) -> Any:
            return self._table

        def __getattr__(self, name: str) -> Column[Any]:
            try:
                return self._table.c[name]
            except KeyError:
                raise AttributeError(name) from None

    aliased = _Aliased


__all__ = ["Declared", "Mapped", "aliased", "mapped_column"]
