//! The statements, one text for both databases, and the implementation of [`super::Armazem`] over them.
//!
//! Both understand `$1`, `ON CONFLICT` and `TRUE`; types differ only in the migrations. Whatever must be atomic is one
//! statement, so neither database needs an isolation level of its own.

/// A table of the first migration and one of the last: an older schema is not ready.
pub(super) const SAUDE: &str = "SELECT (SELECT 1 FROM sessao LIMIT 1), (SELECT 1 FROM tentativa LIMIT 1)";

pub(super) const SESSAO_CRIAR: &str =
    "INSERT INTO sessao (chave, dados, expira) VALUES ($1, $2, $3) ON CONFLICT (chave) DO NOTHING";
pub(super) const SESSAO_GRAVAR: &str = "UPDATE sessao SET dados = $2, expira = $3 WHERE chave = $1";
pub(super) const SESSAO_LER: &str = "SELECT dados FROM sessao WHERE chave = $1 AND expira > $2";
pub(super) const SESSAO_APAGAR: &str = "DELETE FROM sessao WHERE chave = $1";
pub(super) const SESSAO_EXPIRADAS: &str = "DELETE FROM sessao WHERE expira <= $1";

pub(super) const HANDLE_CRIAR: &str = "INSERT INTO handle \
    (hash, sessao_chave, sessao_id_selado, titular_hmac, incorporadora, ua_hash, estado, cookie_confirmado, expira, papel) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (hash) DO NOTHING";
pub(super) const HANDLE_LER: &str = "SELECT hash, sessao_chave, sessao_id_selado, titular_hmac, incorporadora, ua_hash, \
    estado, cookie_confirmado, expira, papel FROM handle WHERE hash = $1 AND expira > $2";
pub(super) const HANDLE_CONSUMIR: &str =
    "UPDATE handle SET estado = 'usado' WHERE hash = $1 AND estado = 'novo' AND expira > $2";
pub(super) const HANDLE_CONFIRMAR_COOKIE: &str = "UPDATE handle SET cookie_confirmado = TRUE WHERE hash = $1";
pub(super) const HANDLE_EXPIRADOS: &str = "DELETE FROM handle WHERE expira <= $1";

/// An expired mark that was not removed yet is taken over as if it were absent.
pub(super) const LANCAMENTO_MARCAR: &str = "INSERT INTO lancamento AS atual \
    (token_hash, incorporadora, papel, sessao_chave, primeira_em, expira) VALUES ($1, $2, $3, $4, $5, $6) \
    ON CONFLICT (token_hash, incorporadora, papel) DO UPDATE \
    SET sessao_chave = excluded.sessao_chave, primeira_em = excluded.primeira_em, expira = excluded.expira \
    WHERE atual.expira <= excluded.primeira_em";
pub(super) const LANCAMENTO_LER: &str = "SELECT primeira_em, sessao_chave FROM lancamento \
    WHERE token_hash = $1 AND incorporadora = $2 AND papel = $3";
pub(super) const LANCAMENTO_ATUALIZAR: &str =
    "UPDATE lancamento SET sessao_chave = $4 WHERE token_hash = $1 AND incorporadora = $2 AND papel = $3";
pub(super) const LANCAMENTO_EXPIRADOS: &str = "DELETE FROM lancamento WHERE expira <= $1";

pub(super) const AUDITORIA_GRAVAR: &str = "INSERT INTO auditoria \
    (quando, incorporadora, titular_hmac, ator, acao, detalhe) VALUES ($1, $2, $3, $4, $5, $6)";
pub(super) const AUDITORIA_LISTAR: &str = "SELECT quando, incorporadora, titular_hmac, ator, acao, detalhe \
    FROM auditoria WHERE incorporadora = $1 AND titular_hmac = $2 AND quando >= $3 ORDER BY quando DESC, id DESC LIMIT $4";
pub(super) const AUDITORIA_ANTERIORES: &str = "DELETE FROM auditoria WHERE quando < $1";
pub(super) const AUDITORIA_ACESSOS_ANTERIORES: &str =
    "DELETE FROM auditoria WHERE quando < $1 AND acao LIKE 'acesso-%'";

/// Inserts `quantos` tickets, seven arguments each: all or none.
pub(super) fn bilhetes_criar(quantos: usize) -> String {
    let linhas: Vec<_> = (0..quantos)
        .map(|linha| {
            let argumentos: Vec<_> = (1..=7).map(|coluna| format!("${}", linha * 7 + coluna)).collect();
            format!("({}, 'novo')", argumentos.join(", "))
        })
        .collect();
    let colunas = "hash, incorporadora, titular_hmac, papel, dados, expira, remover_em, estado";
    format!("INSERT INTO bilhete ({colunas}) VALUES {}", linhas.join(", "))
}
/// Tickets in one statement: far below what either database takes, and more than any page shows.
pub(super) const BILHETES_POR_COMANDO: usize = 500;
pub(super) const BILHETE_LER: &str = "SELECT hash, incorporadora, titular_hmac, papel, dados, expira, remover_em, \
    estado = 'usado' FROM bilhete WHERE hash = $1 AND remover_em > $2";
/// `$3` is empty: the databases have no common way of writing no bytes.
pub(super) const BILHETE_CONSUMIR: &str =
    "UPDATE bilhete SET estado = 'usado', dados = $3 WHERE hash = $1 AND estado = 'novo' AND expira > $2";
pub(super) const BILHETE_ESQUECIDOS: &str = "DELETE FROM bilhete WHERE remover_em <= $1";

/// Inserts with the next number, or nothing: when the same declaration exists, and when another one took that number meanwhile.
pub(super) const DECLARACAO_EMITIR: &str = "INSERT INTO declaracao (codigo_hash, codigo_selado, incorporadora, \
    titular_hmac, contrato_hash, ano, numero, emitida_em, conteudo_selado) \
    SELECT $1, $2, $3, $4, $5, $6, COALESCE(MAX(numero), 0) + 1, $7, $8 \
    FROM declaracao WHERE incorporadora = $3 AND ano = $6 ON CONFLICT DO NOTHING";
pub(super) const DECLARACAO_POR_CODIGO: &str = "SELECT codigo_hash, codigo_selado, incorporadora, titular_hmac, \
    contrato_hash, ano, numero, emitida_em, conteudo_selado FROM declaracao WHERE codigo_hash = $1";
pub(super) const DECLARACAO_DO_TITULAR: &str = "SELECT codigo_hash, codigo_selado, incorporadora, titular_hmac, \
    contrato_hash, ano, numero, emitida_em, conteudo_selado FROM declaracao \
    WHERE incorporadora = $1 AND titular_hmac = $2 AND contrato_hash = $3 AND ano = $4";

/// An answer read earlier never replaces one read later, whichever replica is slower to write.
pub(super) const ULTIMO_GRAVAR: &str = "INSERT INTO ultimo AS atual (dono, operacao, dados, lida_em, expira) \
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT (dono, operacao) DO UPDATE \
    SET dados = excluded.dados, lida_em = excluded.lida_em, expira = excluded.expira \
    WHERE atual.lida_em <= excluded.lida_em";
pub(super) const ULTIMO_LER: &str = "SELECT dono, operacao, dados, lida_em, expira FROM ultimo \
    WHERE dono = $1 AND operacao = $2 AND expira > $3";
pub(super) const ULTIMO_EXPIRADOS: &str = "DELETE FROM ultimo WHERE expira <= $1";

pub(super) const ACESSO_REGISTRAR: &str = "INSERT INTO acesso \
    (sessao_chave, incorporadora, titular_hmac, papel, origem, aparelho, iniciado_em) \
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (sessao_chave) DO NOTHING";
pub(super) const ACESSOS_LISTAR: &str = "SELECT a.sessao_chave, a.incorporadora, a.titular_hmac, a.papel, a.origem, \
    a.aparelho, a.iniciado_em FROM acesso a JOIN sessao s ON s.chave = a.sessao_chave \
    WHERE a.incorporadora = $1 AND a.titular_hmac = $2 AND s.expira > $3 ORDER BY a.iniciado_em DESC";
pub(super) const ACESSOS_SEM_SESSAO: &str =
    "DELETE FROM acesso WHERE NOT EXISTS (SELECT 1 FROM sessao s WHERE s.chave = acesso.sessao_chave)";

/// One more within the window, or the first of a new one. `$2` is now, `$3` the end of a window that begins now.
pub(super) const TENTATIVA_SOMAR: &str = "INSERT INTO tentativa AS atual (chave, quantas, expira) VALUES ($1, 1, $3) \
    ON CONFLICT (chave) DO UPDATE SET \
    quantas = CASE WHEN atual.expira <= $2 THEN 1 ELSE atual.quantas + 1 END, \
    expira = CASE WHEN atual.expira <= $2 THEN excluded.expira ELSE atual.expira END \
    RETURNING quantas, expira";
pub(super) const TENTATIVA_LER: &str = "SELECT quantas, expira FROM tentativa WHERE chave = $1 AND expira > $2";
pub(super) const TENTATIVA_ESQUECER: &str = "DELETE FROM tentativa WHERE chave = $1";
pub(super) const TENTATIVA_EXPIRADAS: &str = "DELETE FROM tentativa WHERE expira <= $1";

/// Tries of [`super::Armazem::declaracao_emitir`] for a number. A try is lost only to a declaration that was issued, so that many
/// must be issued while one waits.
pub(super) const TENTATIVAS_EMISSAO: usize = 100;

/// Tries of [`super::Armazem::lancamento_marcar`] when the mark it lost to is removed before it could be read.
pub(super) const TENTATIVAS_MARCA: usize = 3;

/// Implements [`super::Armazem`] for a type with the pools `leitura` and `escrita`; its module has `migrar_esquema` and the
/// readers of [`super::leitura`].
///
/// A macro and not a generic `impl`: sqlx has no trait for "rows affected", and its bounds for executor, arguments and
/// every column type would be longer than what they serve.
macro_rules! implementar_armazem {
    ($tipo:ty, $banco:expr) => {
        #[async_trait::async_trait]
        impl $crate::server::storage::Armazem for $tipo {
            fn banco(&self) -> Banco {
                $banco
            }

            async fn migrar(&self) -> Result<(), ErroArmazem> {
                migrar_esquema(&self.escrita).await
            }

            async fn saude(&self) -> Result<(), ErroArmazem> {
                sqlx::query(sql::SAUDE).fetch_optional(&self.leitura).await?;
                Ok(())
            }

            async fn limpar(&self, agora: Timestamp) -> Result<Limpeza, ErroArmazem> {
                let sessoes = self.sessoes_expiradas_apagar(agora).await?;
                sqlx::query(sql::ACESSOS_SEM_SESSAO).execute(&self.escrita).await?;
                Ok(Limpeza {
                    sessoes,
                    handles: self.apagar_ate(sql::HANDLE_EXPIRADOS, agora).await?,
                    lancamentos: self.apagar_ate(sql::LANCAMENTO_EXPIRADOS, agora).await?,
                    bilhetes: self.apagar_ate(sql::BILHETE_ESQUECIDOS, agora).await?,
                    ultimos: self.apagar_ate(sql::ULTIMO_EXPIRADOS, agora).await?,
                    tentativas: self.apagar_ate(sql::TENTATIVA_EXPIRADAS, agora).await?,
                })
            }

            async fn sessao_criar(&self, chave: &Chave, dados: &[u8], expira: Timestamp) -> Result<bool, ErroArmazem> {
                self.sessao_escrever(sql::SESSAO_CRIAR, chave, dados, expira).await
            }

            async fn sessao_gravar(&self, chave: &Chave, dados: &[u8], expira: Timestamp) -> Result<bool, ErroArmazem> {
                self.sessao_escrever(sql::SESSAO_GRAVAR, chave, dados, expira).await
            }

            async fn sessao_ler(&self, chave: &Chave, agora: Timestamp) -> Result<Option<Vec<u8>>, ErroArmazem> {
                let linha = sqlx::query(sql::SESSAO_LER)
                    .bind(chave.as_slice())
                    .bind(agora.as_millisecond())
                    .fetch_optional(&self.leitura)
                    .await?;
                Ok(linha.map(|linha| linha.try_get(0)).transpose()?)
            }

            async fn sessao_apagar(&self, chave: &Chave) -> Result<(), ErroArmazem> {
                sqlx::query(sql::SESSAO_APAGAR).bind(chave.as_slice()).execute(&self.escrita).await?;
                Ok(())
            }

            async fn sessoes_expiradas_apagar(&self, agora: Timestamp) -> Result<u64, ErroArmazem> {
                self.apagar_ate(sql::SESSAO_EXPIRADAS, agora).await
            }

            async fn handle_criar(&self, handle: &LinhaHandle) -> Result<bool, ErroArmazem> {
                let feito = sqlx::query(sql::HANDLE_CRIAR)
                    .bind(handle.hash.as_slice())
                    .bind(handle.sessao_chave.as_slice())
                    .bind(handle.sessao_id_selado.as_slice())
                    .bind(handle.titular_hmac.as_str())
                    .bind(handle.incorporadora.as_str())
                    .bind(handle.ua_hash.as_slice())
                    .bind(handle.estado.texto())
                    .bind(handle.cookie_confirmado)
                    .bind(handle.expira.as_millisecond())
                    .bind(handle.papel.as_str())
                    .execute(&self.escrita)
                    .await?;
                Ok(feito.rows_affected() == 1)
            }

            async fn handle_ler(&self, hash: &Chave, agora: Timestamp) -> Result<Option<LinhaHandle>, ErroArmazem> {
                let linha = sqlx::query(sql::HANDLE_LER)
                    .bind(hash.as_slice())
                    .bind(agora.as_millisecond())
                    .fetch_optional(&self.leitura)
                    .await?;
                linha.map(|linha| ler_handle(&linha)).transpose()
            }

            async fn handle_consumir(&self, hash: &Chave, agora: Timestamp) -> Result<bool, ErroArmazem> {
                let feito = sqlx::query(sql::HANDLE_CONSUMIR)
                    .bind(hash.as_slice())
                    .bind(agora.as_millisecond())
                    .execute(&self.escrita)
                    .await?;
                Ok(feito.rows_affected() == 1)
            }

            async fn handle_confirmar_cookie(&self, hash: &Chave) -> Result<(), ErroArmazem> {
                sqlx::query(sql::HANDLE_CONFIRMAR_COOKIE).bind(hash.as_slice()).execute(&self.escrita).await?;
                Ok(())
            }

            async fn lancamento_marcar(
                &self,
                lancamento: Lancamento<'_>,
                sessao_chave: &Chave,
                agora: Timestamp,
                expira: Timestamp,
            ) -> Result<Marca, ErroArmazem> {
                for _ in 0..sql::TENTATIVAS_MARCA {
                    let feito = sqlx::query(sql::LANCAMENTO_MARCAR)
                        .bind(lancamento.token_hash.as_slice())
                        .bind(lancamento.incorporadora)
                        .bind(lancamento.papel)
                        .bind(sessao_chave.as_slice())
                        .bind(agora.as_millisecond())
                        .bind(expira.as_millisecond())
                        .execute(&self.escrita)
                        .await?;
                    if feito.rows_affected() == 1 {
                        return Ok(Marca::Nova);
                    }
                    let linha = sqlx::query(sql::LANCAMENTO_LER)
                        .bind(lancamento.token_hash.as_slice())
                        .bind(lancamento.incorporadora)
                        .bind(lancamento.papel)
                        .fetch_optional(&self.escrita)
                        .await?;
                    if let Some(linha) = linha {
                        return Ok(Marca::Repetida {
                            primeira_em: linhas::instante(linha.try_get(0)?, "lancamento.primeira_em")?,
                            sessao_chave: linhas::chave(linha.try_get(1)?, "lancamento.sessao_chave")?,
                        });
                    }
                }
                // Removed under our hands again and again: refusing is safer than letting a token in twice.
                Err(ErroArmazem::Banco(sqlx::Error::RowNotFound))
            }

            async fn lancamento_atualizar_sessao(
                &self,
                lancamento: Lancamento<'_>,
                sessao_chave: &Chave,
            ) -> Result<bool, ErroArmazem> {
                let feito = sqlx::query(sql::LANCAMENTO_ATUALIZAR)
                    .bind(lancamento.token_hash.as_slice())
                    .bind(lancamento.incorporadora)
                    .bind(lancamento.papel)
                    .bind(sessao_chave.as_slice())
                    .execute(&self.escrita)
                    .await?;
                Ok(feito.rows_affected() == 1)
            }

            async fn bilhetes_criar(&self, bilhetes: &[LinhaBilhete]) -> Result<(), ErroArmazem> {
                for bilhetes in bilhetes.chunks(sql::BILHETES_POR_COMANDO) {
                    // Only numbers enter the text.
                    let comando = sqlx::AssertSqlSafe(sql::bilhetes_criar(bilhetes.len()));
                    let mut comando = sqlx::query(comando);
                    for bilhete in bilhetes {
                        comando = comando
                            .bind(bilhete.hash.as_slice())
                            .bind(bilhete.incorporadora.as_str())
                            .bind(bilhete.titular_hmac.as_str())
                            .bind(bilhete.papel.as_str())
                            .bind(bilhete.dados.as_slice())
                            .bind(bilhete.expira.as_millisecond())
                            .bind(bilhete.remover_em.as_millisecond());
                    }
                    comando.execute(&self.escrita).await?;
                }
                Ok(())
            }

            async fn bilhete_consumir(&self, hash: &Chave, agora: Timestamp) -> Result<Consumo, ErroArmazem> {
                let linha = sqlx::query(sql::BILHETE_LER)
                    .bind(hash.as_slice())
                    .bind(agora.as_millisecond())
                    .fetch_optional(&self.leitura)
                    .await?;
                let Some(linha) = linha else { return Ok(Consumo::Desconhecido) };
                let usado: bool = linha.try_get(7)?;
                let bilhete = ler_bilhete(&linha)?;
                if usado {
                    return Ok(Consumo::Usado { incorporadora: bilhete.incorporadora });
                }
                if bilhete.expira <= agora {
                    return Ok(Consumo::Expirado { incorporadora: bilhete.incorporadora });
                }
                // What was read proves nothing yet: whoever changes the row has the ticket. A new ticket's row never changes
                // otherwise, so its contents are the ones read.
                let feito = sqlx::query(sql::BILHETE_CONSUMIR)
                    .bind(hash.as_slice())
                    .bind(agora.as_millisecond())
                    .bind(b"".as_slice())
                    .execute(&self.escrita)
                    .await?;
                Ok(match feito.rows_affected() {
                    1 => Consumo::Valido(bilhete),
                    _ => Consumo::Usado { incorporadora: bilhete.incorporadora },
                })
            }

            async fn declaracao_emitir(&self, nova: &NovaDeclaracao) -> Result<LinhaDeclaracao, ErroArmazem> {
                let NovaDeclaracao { incorporadora, titular_hmac, contrato_hash, ano, .. } = nova;
                for _ in 0..sql::TENTATIVAS_EMISSAO {
                    sqlx::query(sql::DECLARACAO_EMITIR)
                        .bind(nova.codigo_hash.as_slice())
                        .bind(nova.codigo_selado.as_slice())
                        .bind(incorporadora.as_str())
                        .bind(titular_hmac.as_str())
                        .bind(contrato_hash.as_slice())
                        .bind(i64::from(*ano))
                        .bind(nova.emitida_em.as_millisecond())
                        .bind(nova.conteudo_selado.as_slice())
                        .execute(&self.escrita)
                        .await?;
                    let linha = self.declaracao_do_titular(incorporadora, titular_hmac, contrato_hash, *ano).await?;
                    if let Some(linha) = linha {
                        return Ok(linha);
                    }
                }
                Err(ErroArmazem::Banco(sqlx::Error::RowNotFound))
            }

            async fn declaracao_por_codigo(&self, codigo_hash: &Chave) -> Result<Option<LinhaDeclaracao>, ErroArmazem> {
                let linha = sqlx::query(sql::DECLARACAO_POR_CODIGO)
                    .bind(codigo_hash.as_slice())
                    .fetch_optional(&self.leitura)
                    .await?;
                linha.map(|linha| ler_declaracao(&linha)).transpose()
            }

            async fn declaracao_do_titular(
                &self,
                incorporadora: &str,
                titular_hmac: &str,
                contrato_hash: &Chave,
                ano: i16,
            ) -> Result<Option<LinhaDeclaracao>, ErroArmazem> {
                let linha = sqlx::query(sql::DECLARACAO_DO_TITULAR)
                    .bind(incorporadora)
                    .bind(titular_hmac)
                    .bind(contrato_hash.as_slice())
                    .bind(i64::from(ano))
                    .fetch_optional(&self.leitura)
                    .await?;
                linha.map(|linha| ler_declaracao(&linha)).transpose()
            }

            async fn ultimo_gravar(&self, ultimo: &LinhaUltimo) -> Result<(), ErroArmazem> {
                sqlx::query(sql::ULTIMO_GRAVAR)
                    .bind(ultimo.dono.as_slice())
                    .bind(ultimo.operacao.as_str())
                    .bind(ultimo.dados.as_slice())
                    .bind(ultimo.lida_em.as_millisecond())
                    .bind(ultimo.expira.as_millisecond())
                    .execute(&self.escrita)
                    .await?;
                Ok(())
            }

            async fn ultimo_ler(
                &self,
                dono: &Chave,
                operacao: &str,
                agora: Timestamp,
            ) -> Result<Option<LinhaUltimo>, ErroArmazem> {
                let linha = sqlx::query(sql::ULTIMO_LER)
                    .bind(dono.as_slice())
                    .bind(operacao)
                    .bind(agora.as_millisecond())
                    .fetch_optional(&self.leitura)
                    .await?;
                linha.map(|linha| ler_ultimo(&linha)).transpose()
            }

            async fn acesso_registrar(&self, acesso: &LinhaAcesso) -> Result<(), ErroArmazem> {
                sqlx::query(sql::ACESSO_REGISTRAR)
                    .bind(acesso.sessao_chave.as_slice())
                    .bind(acesso.incorporadora.as_str())
                    .bind(acesso.titular_hmac.as_str())
                    .bind(acesso.papel.as_str())
                    .bind(acesso.origem.as_str())
                    .bind(acesso.aparelho.as_str())
                    .bind(acesso.iniciado_em.as_millisecond())
                    .execute(&self.escrita)
                    .await?;
                Ok(())
            }

            async fn acessos_listar(
                &self,
                incorporadora: &str,
                titular_hmac: &str,
                agora: Timestamp,
            ) -> Result<Vec<LinhaAcesso>, ErroArmazem> {
                let linhas = sqlx::query(sql::ACESSOS_LISTAR)
                    .bind(incorporadora)
                    .bind(titular_hmac)
                    .bind(agora.as_millisecond())
                    .fetch_all(&self.leitura)
                    .await?;
                linhas.iter().map(ler_acesso).collect()
            }

            async fn tentativa_somar(
                &self,
                chave: &Chave,
                agora: Timestamp,
                fim_da_janela: Timestamp,
            ) -> Result<Tentativas, ErroArmazem> {
                let linha = sqlx::query(sql::TENTATIVA_SOMAR)
                    .bind(chave.as_slice())
                    .bind(agora.as_millisecond())
                    .bind(fim_da_janela.as_millisecond())
                    .fetch_one(&self.escrita)
                    .await?;
                ler_tentativas(&linha)
            }

            async fn tentativa_ler(&self, chave: &Chave, agora: Timestamp) -> Result<Option<Tentativas>, ErroArmazem> {
                let linha = sqlx::query(sql::TENTATIVA_LER)
                    .bind(chave.as_slice())
                    .bind(agora.as_millisecond())
                    .fetch_optional(&self.leitura)
                    .await?;
                linha.map(|linha| ler_tentativas(&linha)).transpose()
            }

            async fn tentativa_esquecer(&self, chave: &Chave) -> Result<(), ErroArmazem> {
                sqlx::query(sql::TENTATIVA_ESQUECER).bind(chave.as_slice()).execute(&self.escrita).await?;
                Ok(())
            }

            async fn auditoria_gravar(&self, evento: &EventoSelado) -> Result<(), ErroArmazem> {
                sqlx::query(sql::AUDITORIA_GRAVAR)
                    .bind(evento.quando.as_millisecond())
                    .bind(evento.incorporadora.as_str())
                    .bind(evento.titular_hmac.as_str())
                    .bind(evento.ator.as_str())
                    .bind(evento.acao.as_str())
                    .bind(evento.detalhe.as_deref())
                    .execute(&self.escrita)
                    .await?;
                Ok(())
            }

            async fn auditoria_listar(
                &self,
                incorporadora: &str,
                titular_hmac: &str,
                desde: Timestamp,
                limite: u32,
            ) -> Result<Vec<EventoSelado>, ErroArmazem> {
                let linhas = sqlx::query(sql::AUDITORIA_LISTAR)
                    .bind(incorporadora)
                    .bind(titular_hmac)
                    .bind(desde.as_millisecond())
                    .bind(i64::from(limite))
                    .fetch_all(&self.leitura)
                    .await?;
                linhas.iter().map(ler_evento).collect()
            }

            async fn auditoria_apagar_anteriores(&self, limite: Timestamp) -> Result<u64, ErroArmazem> {
                self.apagar_ate(sql::AUDITORIA_ANTERIORES, limite).await
            }

            async fn auditoria_apagar_acessos_anteriores(&self, limite: Timestamp) -> Result<u64, ErroArmazem> {
                self.apagar_ate(sql::AUDITORIA_ACESSOS_ANTERIORES, limite).await
            }
        }

        impl $tipo {
            async fn sessao_escrever(
                &self,
                comando: &'static str,
                chave: &Chave,
                dados: &[u8],
                expira: Timestamp,
            ) -> Result<bool, ErroArmazem> {
                let feito = sqlx::query(comando)
                    .bind(chave.as_slice())
                    .bind(dados)
                    .bind(expira.as_millisecond())
                    .execute(&self.escrita)
                    .await?;
                Ok(feito.rows_affected() == 1)
            }

            async fn apagar_ate(&self, comando: &'static str, limite: Timestamp) -> Result<u64, ErroArmazem> {
                let feito = sqlx::query(comando).bind(limite.as_millisecond()).execute(&self.escrita).await?;
                Ok(feito.rows_affected())
            }
        }

        impl std::fmt::Debug for $tipo {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                // The pools know the address, which may hold a password.
                f.debug_struct(stringify!($tipo)).finish_non_exhaustive()
            }
        }
    };
}
pub(super) use implementar_armazem;
