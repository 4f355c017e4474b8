-- An inquiry whose assignee is deleted must not become everybody's: it keeps naming whom it was for, and nobody else may answer it (D18).
alter table inquiry drop constraint inquiry_assigned_to_fkey;
comment on column inquiry.assigned_to is
    'Who alone may answer; null for everybody of the tenant. Stays when that identity is deleted: then only who may update inquiries decides';
