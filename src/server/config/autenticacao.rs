//! `[incorporadora.erp.autenticacao]`: the plugin's credential at the ERP.

use std::collections::BTreeMap;

use erp_mapped::EnvioCredencial;
use secrecy::SecretString;
use url::Url;

use super::{
    arvore::Valor,
    endereco::{self, Uso},
    leitor::{Campo, Coleta, Secao},
    portal::cabe_em_cabecalho,
    problema::mostrar,
    segredo,
};

/// `autenticacao`
#[derive(Debug, Clone)]
pub enum Autenticacao {
    /// `{ tipo = "nenhuma" }`
    Nenhuma,
    /// `{ tipo = "bearer", token | token-file }`
    Bearer(SecretString),
    /// `{ tipo = "basic", usuario, senha | senha-file }`
    Basic {
        /// User.
        usuario: String,
        /// Password.
        senha: SecretString,
    },
    /// `{ tipo = "header", nome, valor | valor-file }`
    Header {
        /// Header name.
        nome: http::HeaderName,
        /// Its value.
        valor: SecretString,
    },
    /// mapped: `{ tipo = "oauth2", token-url, client-id, client-secret | client-secret-file }`, client credentials.
    OAuth2 {
        /// Where tokens are given.
        token_url: Url,
        /// Identifier.
        client_id: String,
        /// Secret.
        client_secret: SecretString,
        /// `scope`.
        escopo: Option<String>,
        /// `envio = "basic"` (default) or `"corpo"`.
        envio: EnvioCredencial,
    },
    /// mapped: `{ tipo = "login", usuario, senha | senha-file }`; the mapping's `[login]` says how a token is asked for.
    Login {
        /// User.
        usuario: String,
        /// Password.
        senha: SecretString,
        /// Headers of this customer at the login.
        cabecalhos: BTreeMap<String, String>,
    },
}

impl Autenticacao {
    /// `mapeado`: whether the ERP is a mapped one, which has more ways.
    pub(super) fn validate(secao: &Secao<'_>, url: Option<&Url>, mapeado: bool, c: &mut Coleta) -> Option<Self> {
        let campo = secao.obrigatorio("tipo", "tipo = \"bearer\" (ou \"basic\", \"header\", \"nenhuma\")", c)?;
        let tipo = campo.texto(c)?;
        match tipo {
            "oauth2" | "login" if !mapeado => campo.problema(
                format!("\"{tipo}\" só existe com erp.tipo = \"mapped\""),
                "Use \"bearer\", \"basic\" ou \"header\"",
                c,
            ),
            "nenhuma" => {
                Self::so(secao, tipo, &[], c);
                if url.is_some_and(|url| !endereco::eh_loopback(url)) {
                    let como = "Se o ERP não pede credencial, confira que só este servidor o alcança";
                    campo.aviso("as chamadas ao ERP vão sem credencial", como, c);
                }
                Some(Self::Nenhuma)
            }
            "bearer" => {
                Self::so(secao, tipo, &["token", "token-file"], c);
                Some(Self::Bearer(segredo_de_cabecalho(secao, "token", c)?))
            }
            "basic" => {
                Self::so(secao, tipo, &["usuario", "senha", "senha-file"], c);
                let usuario = secao.obrigatorio("usuario", "usuario = \"…\"", c).and_then(|campo| usuario(&campo, c));
                let senha = segredo::obrigatorio(secao, "senha", c);
                Some(Self::Basic { usuario: usuario?, senha: senha? })
            }
            "header" => {
                Self::so(secao, tipo, &["nome", "valor", "valor-file"], c);
                let nome = secao.obrigatorio("nome", "nome = \"x-api-key\"", c).and_then(|campo| cabecalho(&campo, c));
                let valor = segredo_de_cabecalho(secao, "valor", c);
                Some(Self::Header { nome: nome?, valor: valor? })
            }
            "oauth2" => {
                let proprias = ["token-url", "client-id", "client-secret", "client-secret-file", "escopo", "envio"];
                Self::so(secao, tipo, &proprias, c);
                Self::oauth2(secao, c)
            }
            "login" => {
                Self::so(secao, tipo, &["usuario", "senha", "senha-file", "cabecalhos"], c);
                let usuario = secao.obrigatorio("usuario", "usuario = \"…\"", c).and_then(|campo| campo.texto(c));
                let senha = segredo::obrigatorio(secao, "senha", c);
                let cabecalhos = secao.secao("cabecalhos", c).map(|s| cabecalhos(&s, c)).unwrap_or_default();
                Some(Self::Login { usuario: usuario?.trim().to_owned(), senha: senha?, cabecalhos })
            }
            outro if mapeado => {
                campo.opcao_desconhecida(outro, &["nenhuma", "bearer", "basic", "header", "oauth2", "login"], c)
            }
            outro => campo.opcao_desconhecida(outro, &["nenhuma", "bearer", "basic", "header"], c),
        }
    }

    fn oauth2(secao: &Secao<'_>, c: &mut Coleta) -> Option<Self> {
        let token_url = secao
            .obrigatorio("token-url", "token-url = \"https://erp.exemplo.com.br/oauth/token\"", c)
            .and_then(|campo| endereco::url(&campo, Uso::Servico, c));
        let client_id = secao.obrigatorio("client-id", "client-id = \"…\"", c).and_then(|campo| campo.texto(c));
        let client_secret = segredo::obrigatorio(secao, "client-secret", c);
        let escopo = secao.campo("escopo").and_then(|campo| campo.texto(c));
        let envio = secao.campo("envio").and_then(|campo| match campo.texto(c)? {
            "basic" => Some(EnvioCredencial::Basic),
            "corpo" => Some(EnvioCredencial::Corpo),
            outro => campo.opcao_desconhecida(outro, &["basic", "corpo"], c),
        });
        Some(Self::OAuth2 {
            token_url: token_url?,
            client_id: client_id?.trim().to_owned(),
            client_secret: client_secret?,
            escopo: escopo.map(|e| e.trim().to_owned()),
            envio: envio.unwrap_or_default(),
        })
    }

    /// Reports keys that exist but belong to another `tipo`: they would be ignored.
    fn so(secao: &Secao<'_>, tipo: &str, chaves: &[&str], c: &mut Coleta) {
        let todas = [
            "token",
            "token-file",
            "usuario",
            "senha",
            "senha-file",
            "nome",
            "valor",
            "valor-file",
            "token-url",
            "client-id",
            "client-secret",
            "client-secret-file",
            "escopo",
            "envio",
            "cabecalhos",
        ];
        for chave in todas.into_iter().filter(|chave| !chaves.contains(chave)) {
            if let Some(campo) = secao.campo(chave) {
                campo.problema::<()>(
                    format!("não se aplica a tipo = \"{tipo}\""),
                    "Retire a chave ou mude o `tipo`",
                    c,
                );
            }
        }
    }
}

fn segredo_de_cabecalho(secao: &Secao<'_>, nome: &str, c: &mut Coleta) -> Option<SecretString> {
    let lido = segredo::obrigatorio(secao, nome, c)?;
    cabe_em_cabecalho(&lido, segredo::campo(secao, nome).as_ref(), c).then_some(lido)
}

fn usuario(campo: &Campo<'_>, c: &mut Coleta) -> Option<String> {
    let texto = campo.texto(c)?;
    if texto.contains(':') {
        // RFC 7617: the first colon ends the user.
        return campo.problema("contém `:`, que separa usuário e senha", "Escreva só o usuário", c);
    }
    Some(texto.to_owned())
}

fn cabecalho(campo: &Campo<'_>, c: &mut Coleta) -> Option<http::HeaderName> {
    cabecalho_chamado(campo.texto(c)?, campo, c)
}

fn cabecalho_chamado(texto: &str, campo: &Campo<'_>, c: &mut Coleta) -> Option<http::HeaderName> {
    use http::header;
    let Ok(nome) = texto.parse::<http::HeaderName>() else {
        let como = "Use letras, números e hífen: \"x-api-key\"";
        return campo.problema(format!("«{}» não é um nome de cabeçalho", mostrar(texto)), como, c);
    };
    let do_transporte = [
        header::HOST,
        header::CONNECTION,
        header::CONTENT_LENGTH,
        header::CONTENT_TYPE,
        header::TRANSFER_ENCODING,
        header::ACCEPT,
    ];
    if do_transporte.contains(&nome) {
        return campo.problema(
            format!("`{nome}` é do transporte, não de credencial"),
            "Use o cabeçalho que o ERP documenta",
            c,
        );
    }
    Some(nome)
}

/// Headers of one customer at the login, e.g. Mega's `tenantId`.
fn cabecalhos(secao: &Secao<'_>, c: &mut Coleta) -> BTreeMap<String, String> {
    let mut lidos = BTreeMap::new();
    for (nome, no) in secao.entradas() {
        let Some(campo) = secao.campo(nome) else { continue };
        let Valor::Texto(texto) = &no.valor else {
            campo.texto(c);
            continue;
        };
        let cabe = http::HeaderValue::from_str(texto).is_ok();
        if cabecalho_chamado(nome, &campo, c).is_some() {
            if cabe {
                lidos.insert(nome.clone(), texto.clone());
            } else {
                campo.problema::<()>("não cabe em um cabeçalho", "Há uma quebra de linha ou acento no valor?", c);
            }
        }
    }
    lidos
}
