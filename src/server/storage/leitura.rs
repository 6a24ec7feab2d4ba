//! From columns to rows, for the row type of each database.
//!
//! Columns are read by position, in the order of the statements of [`super::sql`].

/// Defines `ler_handle`, `ler_bilhete`, `ler_declaracao`, `ler_ultimo`, `ler_acesso`, `ler_tentativas` and `ler_evento` for a row type.
macro_rules! implementar_leitura {
    ($linha:ty) => {
        fn ler_handle(linha: &$linha) -> Result<LinhaHandle, ErroArmazem> {
            let estado: String = linha.try_get(6)?;
            Ok(LinhaHandle {
                hash: linhas::chave(linha.try_get(0)?, "handle.hash")?,
                sessao_chave: linhas::chave(linha.try_get(1)?, "handle.sessao_chave")?,
                sessao_id_selado: linha.try_get(2)?,
                titular_hmac: linha.try_get(3)?,
                incorporadora: linha.try_get(4)?,
                ua_hash: linhas::chave(linha.try_get(5)?, "handle.ua_hash")?,
                estado: EstadoHandle::ler(&estado).ok_or(ErroArmazem::Conteudo { coluna: "handle.estado" })?,
                cookie_confirmado: linha.try_get(7)?,
                expira: linhas::instante(linha.try_get(8)?, "handle.expira")?,
                papel: linha.try_get(9)?,
            })
        }

        fn ler_evento(linha: &$linha) -> Result<EventoSelado, ErroArmazem> {
            Ok(EventoSelado {
                quando: linhas::instante(linha.try_get(0)?, "auditoria.quando")?,
                incorporadora: linha.try_get(1)?,
                titular_hmac: linha.try_get(2)?,
                ator: linha.try_get(3)?,
                acao: linha.try_get(4)?,
                detalhe: linha.try_get(5)?,
            })
        }

        fn ler_bilhete(linha: &$linha) -> Result<LinhaBilhete, ErroArmazem> {
            Ok(LinhaBilhete {
                hash: linhas::chave(linha.try_get(0)?, "bilhete.hash")?,
                incorporadora: linha.try_get(1)?,
                titular_hmac: linha.try_get(2)?,
                papel: linha.try_get(3)?,
                dados: linha.try_get(4)?,
                expira: linhas::instante(linha.try_get(5)?, "bilhete.expira")?,
                remover_em: linhas::instante(linha.try_get(6)?, "bilhete.remover_em")?,
            })
        }

        fn ler_ultimo(linha: &$linha) -> Result<LinhaUltimo, ErroArmazem> {
            Ok(LinhaUltimo {
                dono: linhas::chave(linha.try_get(0)?, "ultimo.dono")?,
                operacao: linha.try_get(1)?,
                dados: linha.try_get(2)?,
                lida_em: linhas::instante(linha.try_get(3)?, "ultimo.lida_em")?,
                expira: linhas::instante(linha.try_get(4)?, "ultimo.expira")?,
            })
        }

        fn ler_acesso(linha: &$linha) -> Result<LinhaAcesso, ErroArmazem> {
            let origem: String = linha.try_get(4)?;
            Ok(LinhaAcesso {
                sessao_chave: linhas::chave(linha.try_get(0)?, "acesso.sessao_chave")?,
                incorporadora: linha.try_get(1)?,
                titular_hmac: linha.try_get(2)?,
                papel: linha.try_get(3)?,
                origem: Origem::ler(&origem).ok_or(ErroArmazem::Conteudo { coluna: "acesso.origem" })?,
                aparelho: linha.try_get(5)?,
                iniciado_em: linhas::instante(linha.try_get(6)?, "acesso.iniciado_em")?,
            })
        }

        fn ler_tentativas(linha: &$linha) -> Result<Tentativas, ErroArmazem> {
            Ok(Tentativas {
                quantas: linhas::inteiro(linha.try_get(0)?, "tentativa.quantas")?,
                expira: linhas::instante(linha.try_get(1)?, "tentativa.expira")?,
            })
        }

        fn ler_declaracao(linha: &$linha) -> Result<LinhaDeclaracao, ErroArmazem> {
            Ok(LinhaDeclaracao {
                codigo_hash: linhas::chave(linha.try_get(0)?, "declaracao.codigo_hash")?,
                codigo_selado: linha.try_get(1)?,
                incorporadora: linha.try_get(2)?,
                titular_hmac: linha.try_get(3)?,
                contrato_hash: linhas::chave(linha.try_get(4)?, "declaracao.contrato_hash")?,
                ano: linhas::inteiro(linha.try_get(5)?, "declaracao.ano")?,
                numero: linhas::inteiro(linha.try_get(6)?, "declaracao.numero")?,
                emitida_em: linhas::instante(linha.try_get(7)?, "declaracao.emitida_em")?,
                conteudo_selado: linha.try_get(8)?,
            })
        }
    };
}
pub(super) use implementar_leitura;
