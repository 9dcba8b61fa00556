"""forms"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.types import Instant, Json

revision = '0003'
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('form_numbers',
    sa.Column('plan', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('year', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('plan', 'kind', 'year', name=op.f('pk_form_numbers'))
    )
    op.create_table('forms',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('ticket_id', sa.Integer(), nullable=True),
    sa.Column('subject', sa.String(length=128), nullable=False),
    sa.Column('number', sa.String(length=64), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('status', sa.String(length=12), nullable=False),
    sa.Column('values', Json, nullable=False),
    sa.Column('lang', sa.String(length=8), nullable=False),
    sa.Column('created_at', Instant(), nullable=False),
    sa.Column('created_by', sa.String(length=32), nullable=False),
    sa.Column('issued_at', Instant(), nullable=True),
    sa.Column('issued_by', sa.String(length=32), nullable=True),
    sa.Column('signed_at', Instant(), nullable=True),
    sa.Column('signed_by', sa.String(length=32), nullable=True),
    sa.Column('signature', Json, nullable=True),
    sa.Column('approved_at', Instant(), nullable=True),
    sa.Column('approved_by', sa.String(length=32), nullable=True),
    sa.Column('voided_at', Instant(), nullable=True),
    sa.Column('voided_by', sa.String(length=32), nullable=True),
    sa.Column('void_reason', sa.Text(), nullable=True),
    sa.Column('replaces', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['replaces'], ['forms.id'], name=op.f('fk_forms_replaces')),
    sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name=op.f('fk_forms_ticket_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_forms')),
    sa.UniqueConstraint('number', 'version', name=op.f('uq_forms_number_version'))
    )
    with op.batch_alter_table('forms', schema=None) as batch_op:
        batch_op.create_index('ix_forms_subject', ['subject', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_forms_ticket_id'), ['ticket_id'], unique=False)
        batch_op.create_index('uq_forms_draft', ['plan', 'kind', 'subject'], unique=True, postgresql_where=sa.text("status = 'draft'"), sqlite_where=sa.text("status = 'draft'"))
        batch_op.create_index('uq_forms_replaces', ['replaces'], unique=True, postgresql_where=sa.text("status <> 'void'"), sqlite_where=sa.text("status <> 'void'"))

    op.create_table('form_links',
    sa.Column('secret_hash', sa.String(length=64), nullable=False),
    sa.Column('form_id', sa.Integer(), nullable=False),
    sa.Column('created_at', Instant(), nullable=False),
    sa.Column('expires_at', Instant(), nullable=False),
    sa.Column('used_at', Instant(), nullable=True),
    sa.ForeignKeyConstraint(['form_id'], ['forms.id'], name=op.f('fk_form_links_form_id')),
    sa.PrimaryKeyConstraint('secret_hash', name=op.f('pk_form_links'))
    )
    with op.batch_alter_table('form_links', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_form_links_form_id'), ['form_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('form_links', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_form_links_form_id'))

    op.drop_table('form_links')
    with op.batch_alter_table('forms', schema=None) as batch_op:
        batch_op.drop_index('uq_forms_replaces', postgresql_where=sa.text("status <> 'void'"), sqlite_where=sa.text("status <> 'void'"))
        batch_op.drop_index('uq_forms_draft', postgresql_where=sa.text("status = 'draft'"), sqlite_where=sa.text("status = 'draft'"))
        batch_op.drop_index(batch_op.f('ix_forms_ticket_id'))
        batch_op.drop_index('ix_forms_subject')

    op.drop_table('forms')
    op.drop_table('form_numbers')
