//! `[incorporadora.portal]`: CV's side. What CV leaves undocumented is here, never a constant.

use std::collections::{BTreeMap, BTreeSet};

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::{
    endereco::{self, Uso},
    esquema::sugerir,
    incorporadora::email,
    leitor::{Campo, Coleta, Secao},
    paginas_cv::{self, PaginaCv},
    problema::mostrar,
    segredo,
};

pub use super::{
    jwt::ChaveJwt,
    resolvedor::{Discriminador, Resolvedor, TokenEm},
};

/// Who a URL registered in CV is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Papel {
    /// Buyer.
    Cliente,
    /// Síndico.
    Sindico,
    /// Staff of the incorporadora.
    Gestor,
}

impl Papel {
    /// All of them.
    pub const TODOS: [Self; 3] = [Self::Cliente, Self::Sindico, Self::Gestor];

    /// Name in URLs and in the configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Cliente => "cliente",
            Self::Sindico => "sindico",
            Self::Gestor => "gestor",
        }
    }
}

/// `[incorporadora.portal]`
#[derive(Debug, Clone)]
pub struct Portal {
    /// Base of CV's API for this environment.
    pub url: Url,
    /// Origins allowed to frame us; never a wildcard.
    pub frame_ancestors: Vec<String>,
    /// Names under which a token may arrive, in order.
    pub token_parametros: Vec<String>,
    /// Back-office credentials, optional.
    pub servico: Option<Servico>,
    /// When set, JWT signatures are verified (`[incorporadora.portal.jwt]`).
    pub jwt: Option<ChaveJwt>,
    /// What a second launch with the same token means.
    pub reuso: Reuso,
    /// Pages of CV's own data this environment of CV has; the others are in no menu and answer 404.
    pub paginas: BTreeSet<PaginaCv>,
    /// Hosts, beside that of `url`, from which documents CV links to may be fetched.
    pub documentos_hosts: Vec<String>,
    /// Overrides of the paths of CV's API, by [`cv::Operacao::chave`].
    pub caminhos: BTreeMap<String, String>,
    /// `[incorporadora.portal.cliente]`
    pub cliente: Resolvedor,
    /// `[incorporadora.portal.sindico]`
    pub sindico: Option<Resolvedor>,
    /// `[incorporadora.portal.gestor]`
    pub gestor: Option<Resolvedor>,
    /// `gestor.codigo`: staff also come in at `/equipe/{slug}`, by a code CV sends to an administrative user. Default no.
    pub equipe_por_codigo: bool,
}

/// Back-office credentials of CV: headers `email` and `token`.
#[derive(Debug, Clone)]
pub struct Servico {
    /// Administrative user.
    pub email: String,
    /// Its token.
    pub token: SecretString,
}

/// `reuso`: policy for a token seen before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reuso {
    /// Refuse always.
    Nunca,
    /// Accept within 60 s from the browser that launched it.
    #[default]
    MesmoNavegador,
    /// Accept until the token expires.
    AteExpirar,
}

impl Portal {
    /// Resolver of a role, when the role is on.
    pub fn resolvedor(&self, papel: Papel) -> Option<&Resolvedor> {
        let resolvedor = match papel {
            Papel::Cliente => Some(&self.cliente),
            Papel::Sindico => self.sindico.as_ref(),
            Papel::Gestor => self.gestor.as_ref(),
        };
        resolvedor.filter(|r| r.ativo)
    }

    pub(super) fn validate(secao: &Secao<'_>, c: &mut Coleta) -> Option<Self> {
        let url = secao
            .obrigatorio("url", "url = \"https://horizonte.cvcrm.com.br\"", c)
            .and_then(|campo| endereco::url(&campo, Uso::Servico, c));
        let molduras = secao.campo("frame-ancestors").and_then(|campo| endereco::molduras(&campo, c));
        let parametros = secao.campo("token-parametros").and_then(|campo| token_parametros(&campo, c));
        let reuso = secao.campo("reuso").and_then(|campo| reuso(&campo, c));
        let paginas = secao.campo("paginas").and_then(|campo| paginas_cv::ler(&campo, c));
        let hosts = secao.campo("documentos-hosts").and_then(|campo| endereco::hosts(&campo, c));
        let servico = secao.secao("servico", c).and_then(|s| Servico::validate(&s, c));
        let jwt = secao.secao("jwt", c).and_then(|s| ChaveJwt::validate(&s, c));
        let caminhos = secao.secao("caminhos", c).map(|s| caminhos(&s, c)).unwrap_or_default();

        let cliente = secao.secao_obrigatoria("cliente", c).and_then(|s| Some((Resolvedor::validate(&s, c)?, s)));
        let mut opcional = |nome| secao.secao(nome, c).and_then(|s| Some((Resolvedor::validate(&s, c)?, s)));
        let (sindico, gestor) = (opcional("sindico"), opcional("gestor"));
        let papeis = [(Papel::Cliente, cliente), (Papel::Sindico, sindico), (Papel::Gestor, gestor)];
        separados(&papeis, c);
        for (papel, declarado) in &papeis {
            if let Some((resolvedor, s)) = declarado {
                conferir_ligado(*papel, resolvedor, s, c);
            }
        }
        let da_equipe = papeis[2].1.as_ref().and_then(|(_, s)| s.campo("codigo")).and_then(|campo| campo.booleano(c));
        let [cliente, sindico, gestor] = papeis.map(|(_, declarado)| declarado.map(|(resolvedor, _)| resolvedor));

        let url = url?;
        Some(Self {
            frame_ancestors: molduras.unwrap_or_else(|| vec![endereco::origem(&url)]),
            url,
            token_parametros: parametros.unwrap_or_else(|| PARAMETROS.map(str::to_owned).to_vec()),
            servico,
            jwt,
            reuso: reuso.unwrap_or_default(),
            paginas: paginas.unwrap_or_else(paginas_cv::todas),
            documentos_hosts: hosts.unwrap_or_default(),
            caminhos,
            cliente: cliente?,
            sindico,
            gestor,
            equipe_por_codigo: da_equipe.unwrap_or_default(),
        })
    }
}

const PARAMETROS: [&str; 4] = ["token", "access_token", "jwt", "t"];

/// A token of one role must not open another: where CV's answer is the same, something in it must tell the roles apart.
fn separados(papeis: &[(Papel, Option<(Resolvedor, Secao<'_>)>)], c: &mut Coleta) {
    let ativos: Vec<_> = papeis
        .iter()
        .filter_map(|(papel, declarado)| declarado.as_ref().map(|(r, s)| (papel.as_str(), r, s)))
        .filter(|(_, r, _)| r.ativo)
        .collect();
    for (i, (segundo, b, secao)) in ativos.iter().enumerate() {
        for (primeiro, a, _) in &ativos[..i] {
            if !a.mesma_chamada(b) || a.distingue(b) {
                continue;
            }
            let como = format!(
                "Dê a `{segundo}` outro `caminho`, ou escreva em cada um papel = {{ ponteiro = \"/tipo\", valor = \"…\" }} \
                 com valores diferentes, ou ativo = false em `{segundo}`"
            );
            if a.token_em == b.token_em {
                let o_que =
                    format!("faz a mesma chamada que `{primeiro}`: um token de {primeiro} entraria como {segundo}");
                secao.problema(o_que, como, c);
            } else {
                let o_que = format!(
                    "difere de `{primeiro}` só em como o token viaja; o CV pode aceitar o mesmo token dos dois jeitos"
                );
                secao.aviso(o_que, como, c);
            }
        }
    }
}

/// Staff see everybody's data: CV's answer must say that it is about staff.
fn conferir_ligado(papel: Papel, resolvedor: &Resolvedor, secao: &Secao<'_>, c: &mut Coleta) {
    if papel == Papel::Cliente && !resolvedor.ativo {
        secao.aviso("está desligado: nenhum comprador entra", "Retire ativo = false", c);
    }
    if papel == Papel::Gestor && resolvedor.ativo && resolvedor.papel.is_none() {
        secao.problema(
            "não diz o que, na resposta do CV, prova que o token é da equipe",
            "Escreva papel = { ponteiro = \"/tipo\", valor = \"gestor\" } com o que o seu CV responde, ou ativo = false",
            c,
        );
    }
}

impl Servico {
    fn validate(secao: &Secao<'_>, c: &mut Coleta) -> Option<Self> {
        let email = secao.obrigatorio("email", "email = \"api@exemplo.com.br\"", c).and_then(|campo| email(&campo, c));
        let token = segredo::obrigatorio(secao, "token", c);
        let token = token.filter(|t| cabe_em_cabecalho(t, segredo::campo(secao, "token").as_ref(), c));
        Some(Self { email: email?, token: token? })
    }
}

/// Whether the secret can travel in an HTTP header; reports when not.
pub(super) fn cabe_em_cabecalho(segredo: &SecretString, campo: Option<&Campo<'_>>, c: &mut Coleta) -> bool {
    let cabe = segredo.expose_secret().bytes().all(|b| (0x20..0x7f).contains(&b));
    if let (false, Some(campo)) = (cabe, campo) {
        let como = "Confira se o segredo foi colado inteiro, numa linha só, sem acentos";
        campo.problema::<()>("o segredo tem caracteres que não cabem num cabeçalho HTTP", como, c);
    }
    cabe
}

/// Each judged by the client of CV's API; a wrong one is reported and left out.
fn caminhos(secao: &Secao<'_>, c: &mut Coleta) -> BTreeMap<String, String> {
    let ler = |nome: &String| {
        let campo = secao.campo(nome)?;
        let caminho = campo.texto(c)?;
        let Err(erro) = cv::conferir_caminho(nome, caminho) else { return Some((nome.clone(), caminho.to_owned())) };
        match sugerir(nome, cv::chaves()) {
            Some(certa) if cv::Operacao::por_chave(nome).is_none() => {
                campo.problema("chave desconhecida", format!("Você quis dizer `{certa}`?"), c)
            }
            _ => campo.problema(erro.to_string(), "", c),
        }
    };
    secao.entradas().keys().filter_map(ler).collect()
}

fn reuso(campo: &Campo<'_>, c: &mut Coleta) -> Option<Reuso> {
    let texto = campo.texto(c)?;
    match texto {
        "nunca" => Some(Reuso::Nunca),
        "mesmo-navegador" => Some(Reuso::MesmoNavegador),
        "ate-expirar" => Some(Reuso::AteExpirar),
        _ => campo.opcao_desconhecida(texto, &["nunca", "mesmo-navegador", "ate-expirar"], c),
    }
}

fn token_parametros(campo: &Campo<'_>, c: &mut Coleta) -> Option<Vec<String>> {
    let itens = campo.textos(c)?;
    if itens.is_empty() {
        let como = "Escreva os nomes, como [\"token\"], ou retire a chave para usar os de costume";
        return campo.problema("está vazia: nenhum token seria lido", como, c);
    }
    let nomes = itens.into_iter().map(|(item, texto)| {
        let valido = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
        if (1..=40).contains(&texto.len()) && texto.bytes().all(valido) {
            return Some(texto.to_owned());
        }
        let como = "Use letras sem acento, números, `_` e `-`, até 40 caracteres";
        item.problema(format!("«{}» não é um nome de parâmetro", mostrar(texto)), como, c)
    });
    nomes.collect::<Vec<_>>().into_iter().collect()
}
