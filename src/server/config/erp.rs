//! `[incorporadora.erp]`: which ERP and how to reach it.

use std::{collections::BTreeMap, time::Duration};

use erp::resiliencia::Protecao;
use secrecy::SecretString;
use url::Url;

use super::{
    endereco::{self, Uso},
    esquema,
    leitor::{Campo, Coleta, Secao},
    manutencao::Manutencao,
    portal::cabe_em_cabecalho,
    problema::mostrar,
    resolvedor, segredo,
};

/// `tipo`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TipoErp {
    /// The generic REST contract.
    Rest,
}

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
}

/// `limites`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limites {
    /// Calls in flight. Default 4.
    pub simultaneas: u32,
    /// Calls in any minute. Default 180.
    pub por_minuto: u32,
    /// One call. Default 20 s (a page never waits that long: it has its own budget).
    pub timeout: Duration,
    /// When the ERP is closed every day and not asked. Default: never.
    pub manutencao: Option<Manutencao>,
    /// Circuit breaker and the rest. Not in the file: an operator has no reason to be without, a test of single answers has.
    pub protecao: Protecao,
}

impl Default for Limites {
    fn default() -> Self {
        Self {
            simultaneas: 4,
            por_minuto: 180,
            timeout: Duration::from_secs(20),
            manutencao: None,
            protecao: Protecao::Completa,
        }
    }
}

/// `[incorporadora.erp]`
#[derive(Debug, Clone)]
pub struct ErpConfig {
    /// Which adapter.
    pub tipo: TipoErp,
    /// Base URL.
    pub url: Url,
    /// Credentials.
    pub autenticacao: Autenticacao,
    /// Limits.
    pub limites: Limites,
    /// The only hosts a document link may point to.
    pub documentos_hosts: Vec<String>,
    /// rest: overrides of the contract's paths.
    pub caminhos: BTreeMap<String, String>,
}

impl ErpConfig {
    pub(super) fn validate(secao: &Secao<'_>, c: &mut Coleta) -> Option<Self> {
        if let Some(tipo) = esquema::tipo_futuro(secao.entradas()) {
            let campo = secao.campo("tipo")?;
            let o_que = format!("o adaptador \"{tipo}\" ainda não existe nesta versão");
            return campo.problema(
                o_que,
                "Por enquanto só há \"rest\"; as outras chaves do ERP não foram conferidas",
                c,
            );
        }
        let tipo = secao.obrigatorio("tipo", "tipo = \"rest\"", c).and_then(|campo| match campo.texto(c)? {
            "rest" => Some(TipoErp::Rest),
            outro => campo.opcao_desconhecida(outro, &["rest"], c),
        });
        let url = secao
            .obrigatorio("url", "url = \"https://erp.exemplo.com.br/api\"", c)
            .and_then(|campo| endereco::url(&campo, Uso::Servico, c));
        let autenticacao =
            secao.secao_obrigatoria("autenticacao", c).and_then(|s| Autenticacao::validate(&s, url.as_ref(), c));
        let limites = secao.secao("limites", c).map_or_else(Limites::default, |s| Limites::validate(&s, c));
        let hosts = secao.campo("documentos-hosts").and_then(|campo| endereco::hosts(&campo, c));
        let caminhos = secao.secao("caminhos", c).map(|s| caminhos(&s, c));
        Some(Self {
            tipo: tipo?,
            url: url?,
            autenticacao: autenticacao?,
            limites,
            documentos_hosts: hosts.unwrap_or_default(),
            caminhos: caminhos.unwrap_or_default(),
        })
    }
}

impl Autenticacao {
    fn validate(secao: &Secao<'_>, url: Option<&Url>, c: &mut Coleta) -> Option<Self> {
        let campo = secao.obrigatorio("tipo", "tipo = \"bearer\" (ou \"basic\", \"header\", \"nenhuma\")", c)?;
        let tipo = campo.texto(c)?;
        match tipo {
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
                campo.problema("\"oauth2\" ainda não existe nesta versão", "Use \"bearer\", \"basic\" ou \"header\"", c)
            }
            outro => campo.opcao_desconhecida(outro, &["nenhuma", "bearer", "basic", "header"], c),
        }
    }

    /// Reports keys that exist but belong to another `tipo`: they would be ignored.
    fn so(secao: &Secao<'_>, tipo: &str, chaves: &[&str], c: &mut Coleta) {
        let todas = ["token", "token-file", "usuario", "senha", "senha-file", "nome", "valor", "valor-file"];
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
    use http::header;
    let texto = campo.texto(c)?;
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

impl Limites {
    fn validate(secao: &Secao<'_>, c: &mut Coleta) -> Self {
        let padrao = Self::default();
        let simultaneas = secao.campo("simultaneas").and_then(|campo| campo.inteiro(1..=64, c));
        let por_minuto = secao.campo("por-minuto").and_then(|campo| campo.inteiro(1..=60_000, c));
        let timeout =
            secao.campo("timeout").and_then(|campo| campo.duracao(Duration::from_secs(1)..=Duration::from_mins(2), c));
        Self {
            simultaneas: simultaneas.unwrap_or(padrao.simultaneas),
            por_minuto: por_minuto.unwrap_or(padrao.por_minuto),
            timeout: timeout.unwrap_or(padrao.timeout),
            manutencao: secao.campo("manutencao").and_then(|campo| Manutencao::validate(&campo, c)),
            ..padrao
        }
    }
}

fn caminhos(secao: &Secao<'_>, c: &mut Coleta) -> BTreeMap<String, String> {
    let ler = |chave: &esquema::Chave| {
        let campo = secao.campo(chave.nome)?;
        let caminho = resolvedor::caminho(&campo, c)?;
        if caminho.contains('?') {
            return campo.problema("traz `?`", "Escreva só o caminho: os parâmetros são do contrato", c);
        }
        Some((chave.nome.to_owned(), caminho))
    };
    esquema::CAMINHOS.iter().filter_map(ler).collect()
}
