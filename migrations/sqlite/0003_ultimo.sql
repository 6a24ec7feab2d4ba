-- The last answers of ERPs, shown with their age while one cannot be asked. `dono` is a digest, `dados` is sealed; a row says
-- only that somebody's list was read, and when.
CREATE TABLE ultimo (
    dono     BLOB    NOT NULL CHECK (length(dono) = 32),
    operacao TEXT    NOT NULL,
    dados    BLOB    NOT NULL,
    lida_em  INTEGER NOT NULL,
    expira   INTEGER NOT NULL CHECK (expira >= lida_em),
    PRIMARY KEY (dono, operacao)
) STRICT, WITHOUT ROWID;
CREATE INDEX ultimo_expira ON ultimo (expira);
