//! What can be asked of CV, and where.

use crate::{config::ErroConfig, convencao::caminho::Caminho};

/// How an answer is to be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Natureza {
    /// A read: "none" is an answer.
    Leitura,
    /// A change: an empty answer is a "done".
    Acao,
    /// Credentials are judged: a refusal without a message is one of the credentials.
    Acesso,
}

macro_rules! operacoes {
    ($($variante:ident, $natureza:ident, $chave:literal, $padrao:literal, [$($exige:literal),*], [$($aceita:literal),*], $doc:literal;)+) => {
        /// One operation of the portal API or of the back-office API beside it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Operacao { $(#[doc = $doc] $variante,)+ }

        impl Operacao {
            /// All of them.
            pub const TODAS: &[Self] = &[$(Self::$variante,)+];

            /// Key in `caminhos` and name in logs.
            pub const fn chave(self) -> &'static str {
                match self { $(Self::$variante => $chave,)+ }
            }

            /// Path when none is configured: that of CV's reference.
            pub const fn padrao(self) -> &'static str {
                match self { $(Self::$variante => $padrao,)+ }
            }

            const fn exige(self) -> &'static [&'static str] {
                match self { $(Self::$variante => &[$($exige),*],)+ }
            }

            const fn aceita(self) -> &'static [&'static str] {
                match self { $(Self::$variante => &[$($aceita),*],)+ }
            }

            pub(crate) const fn natureza(self) -> Natureza {
                match self { $(Self::$variante => Natureza::$natureza,)+ }
            }
        }
    };
}

operacoes! {
    Autenticacao, Acesso, "autenticacao", "/api/v1/cliente/autenticacao", [], [], "`POST`, login by password (`auth`).";
    AutenticacaoSindico, Acesso, "autenticacao-sindico", "/api/v1/cliente/autenticacao/sindico", [], [],
        "`POST`, a síndico's login by password (`authsindico`).";
    AutenticacaoExterna, Acesso, "autenticacao-externa", "/api/v1/cliente/autenticacao-externa/{origem}", ["origem"], [],
        "`POST`, login by another system (`authexterna`).";
    CodigoVerificacao, Acao, "codigo-verificacao", "/api/v1/cliente/codigo-verificacao", [], [],
        "`POST`, sends a code (`codigoverificacao`).";
    ValidarAutenticacao, Acesso, "validar-autenticacao", "/api/v1/cliente/validar-autenticacao", [], [],
        "`POST`, a token for a code (`validarautenticacao`).";
    ResetarSenhaEmail, Acao, "resetar-senha-email", "/api/v1/cliente/resetar-senha-email", [], [],
        "`POST`, new password by e-mail (`resetporemail`).";
    ResetarSenhaSms, Acao, "resetar-senha-sms", "/api/v1/cliente/resetar-senha-sms", [], [],
        "`POST`, new password by SMS (`resetporsms`).";
    ResetarSenhaEmailSindico, Acao, "resetar-senha-email-sindico", "/api/v1/cliente/resetar-senha-email-sindico", [], [],
        "`POST`, a síndico's new password by e-mail (`resetporemailsindico`).";
    ResetarSenhaSmsSindico, Acao, "resetar-senha-sms-sindico", "/api/v1/cliente/resetar-senha-sms-sindico", [], [],
        "`POST`, a síndico's new password by SMS (`resetporsmssindico`).";
    Pessoa, Leitura, "pessoa", "/api/v1/cliente/pessoa", [], [], "`GET`, who is logged in (`getuser`).";
    AtualizarPessoa, Acao, "atualizar-pessoa", "/api/v1/cliente/pessoa", [], [], "`PUT`, name and contacts (`modificar`).";
    AtualizarEndereco, Acao, "atualizar-endereco", "/api/v1/cliente/pessoa/atualizar-endereco", [], [],
        "`PUT`, address (`atualizarendereco`).";
    PessoaPorDocumento, Leitura, "pessoa-documento", "/api/v1/cliente/pessoa/{documento}", ["documento"], [],
        "`GET`, a person by document (`pessoadados`).";
    Sindico, Leitura, "sindico", "/api/v1/cliente/sindico", [], [], "`GET`, the síndico who is logged in (`getsindico`).";
    Permissoes, Leitura, "permissoes", "/api/v1/cliente/permissoes-perfis-cliente", [], [],
        "`GET`, what the person may do (`permissoesperfis`).";
    PermissoesSindico, Leitura, "permissoes-sindico", "/api/v1/cliente/permissoes-sindico", [], [],
        "`GET`, what the síndico may do (`permissoesperfissindico`).";
    Empreendimentos, Leitura, "empreendimentos", "/api/v1/cliente/empreendimentos/pessoa", [], [],
        "`GET`, empreendimentos of the person (`listarempreendimentos`).";
    Unidades, Leitura, "unidades", "/api/v1/cliente/unidades", [], [], "`GET`, units of the person (`listarunidades`).";
    Unidade, Leitura, "unidade", "/api/v1/cliente/unidades/{idunidade}", [], ["idunidade"],
        "`GET`, one unit (`retornaunidade`); picked from the list when the path has no `{idunidade}`.";
    Contratos, Leitura, "contratos", "/api/v1/cliente/contratos", [], [], "`GET`, contracts of the person (`listarcontratos`).";
    ContratosDaUnidade, Leitura, "contratos-unidade", "/api/v1/cliente/contratos?idunidade={idunidade}", [], ["idunidade"],
        "`GET`, contracts of one unit; picked from the list when the path has no `{idunidade}`.";
    Boletos, Leitura, "boletos", "/api/v1/cliente/financeiro/boletos/{idunidade}/segunda-via", [], ["idunidade"],
        "`GET`, boletos of one unit (`getboletosegundavia`); picked from the list when the path has no `{idunidade}`.";
    BoletoPdf, Leitura, "boleto-pdf", "/api/v1/cliente/financeiro/boleto/gerar/{idboleto}", ["idboleto"], [],
        "`GET`, link of the PDF of a boleto (`gerarboleto`).";
    Documentos, Leitura, "documentos", "/api/v1/cliente/unidades/{idunidade}/documentos", [], ["idunidade"],
        "`GET`, documents of one unit (`retornaunidadedocumentos`); of all of them when the path has no `{idunidade}`.";
    Pastas, Leitura, "pastas", "/api/v1/cliente/unidades/{idunidade}/pastas", [], ["idunidade"],
        "`GET`, folders of one unit (`retornaunidadedocumentospastas`).";
    Documento, Leitura, "documento", "/api/v1/cliente/documento/{iddocumento}", ["iddocumento"], [],
        "`GET`, link of one document.";
    Mensagens, Leitura, "mensagens", "/api/v1/cliente/mensagem", [], [], "`GET`, messages exchanged.";
    EnviarMensagem, Acao, "enviar-mensagem", "/api/v1/cliente/mensagem", [], [], "`POST`, a message to the incorporadora.";
    Cadastros, Leitura, "cadastros", "/api/v1/cadastros/clientes", [], [],
        "`GET`, the back office's search of clients, with the service credentials.";
    CodigoAdm, Acao, "codigo-adm", "/api/v2/cv/configuracoes/usuarioadm/codigo-verificacao", [], [],
        "`POST`, sends a code to an administrative user (`codigoverificacao`).";
    ValidarAdm, Acesso, "validar-adm", "/api/v2/cv/configuracoes/usuarioadm/validar-autenticacao", [], [],
        "`POST`, a token for an administrative user's code (`validarautenticacao`).";
    UsuarioAdm, Leitura, "usuario-adm", "/api/v2/cv/configuracoes/usuarioadm/logado", [], [],
        "`GET`, the administrative user whose token it is. CV publishes no such path; this one is a guess to be configured.";
}

impl Operacao {
    /// The operation with that key in `caminhos`.
    pub fn por_chave(chave: &str) -> Option<Self> {
        Self::TODAS.iter().copied().find(|o| o.chave() == chave)
    }

    pub(crate) fn caminho(self, texto: &str) -> Result<Caminho, ErroConfig> {
        Ok(Caminho::conferido(self.chave(), texto, self.exige(), self.aceita())?)
    }
}

/// Checks one entry of `caminhos`, as a configuration is read.
///
/// # Errors
/// [`ErroConfig::CaminhoDesconhecido`] and [`ErroConfig::Caminho`]; the texts name the key and the fix.
pub fn conferir_caminho(chave: &str, caminho: &str) -> Result<(), ErroConfig> {
    let operacao =
        Operacao::por_chave(chave).ok_or_else(|| ErroConfig::CaminhoDesconhecido { chave: chave.to_owned() })?;
    operacao.caminho(caminho).map(|_| ())
}

/// The keys of `caminhos`, in the order of the documentation.
pub fn chaves() -> impl Iterator<Item = &'static str> {
    Operacao::TODAS.iter().map(|o| o.chave())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_default_is_accepted_under_its_own_key_and_keys_are_unique() {
        for operacao in Operacao::TODAS {
            assert_eq!(conferir_caminho(operacao.chave(), operacao.padrao()), Ok(()), "{operacao:?}");
            assert_eq!(Operacao::por_chave(operacao.chave()), Some(*operacao));
        }
        assert_eq!(chaves().collect::<BTreeSet<_>>().len(), Operacao::TODAS.len());
    }

    #[test]
    fn the_short_paths_of_the_help_article_are_accepted() {
        for (chave, caminho) in [
            ("empreendimentos", "/api/v1/cliente/empreendimento"),
            ("unidades", "/api/v1/cliente/unidade"),
            ("unidade", "/api/v1/cliente/unidade"),
            ("contratos", "/api/v1/cliente/contrato"),
            ("contratos-unidade", "/api/v1/cliente/contrato"),
            ("boletos", "/api/v1/cliente/boleto"),
            ("boleto-pdf", "/api/v1/cliente/boleto/{idboleto}"),
            ("documentos", "/api/v1/cliente/documento"),
            ("documento", "/api/v1/cliente/documento/{iddocumento}"),
            ("mensagens", "/api/v1/cliente/mensagem"),
        ] {
            assert_eq!(conferir_caminho(chave, caminho), Ok(()), "{chave}");
        }
    }

    #[test]
    fn a_wrong_entry_is_named_with_its_fix() {
        for (chave, caminho, partes) in [
            ("boleto", "/x", ["`caminhos.boleto`", "boleto-pdf"]),
            ("boletos", "/x/{unidade}", ["{unidade}", "{idunidade}"]),
            ("pessoa", "/x/{documento}", ["`caminhos.pessoa`", "não recebe nada"]),
            ("documento", "/x", ["`caminhos.documento`", "{iddocumento}"]),
            ("autenticacao-externa", "/x", ["`caminhos.autenticacao-externa`", "{origem}"]),
            ("sindico", "sindico", ["`caminhos.sindico`", "começar com /"]),
        ] {
            let erro = conferir_caminho(chave, caminho).unwrap_err().to_string();
            assert!(partes.iter().all(|parte| erro.contains(parte)), "{erro}");
        }
    }
}
