//! `[[incorporadora]]`: one builder, its brand and its contact.

use std::{fmt, str::FromStr};

use jiff::civil::Date;

use super::{
    acesso_direto::AcessoDireto,
    arvore::Valor,
    empresa::Empresa,
    erp::ErpConfig,
    leitor::{Campo, Coleta, Secao},
    portal::Portal,
    problema::mostrar,
    quitacao::Emissao,
};

pub use super::{
    condominio::{Associados, Condominio, Sindico},
    cor::Cor,
};

/// Name in URLs: `[a-z0-9-]{1,40}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slug(String);

impl Slug {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text is not `[a-z0-9-]{1,40}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("o slug usa só letras minúsculas sem acento, números e hífen, de 1 a 40 caracteres")]
pub struct SlugInvalido;

impl FromStr for Slug {
    type Err = SlugInvalido;

    fn from_str(texto: &str) -> Result<Self, SlugInvalido> {
        let valido = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let certo = (1..=40).contains(&texto.len()) && texto.bytes().all(valido);
        certo.then(|| Self(texto.to_owned())).ok_or(SlugInvalido)
    }
}

/// How a person reaches the incorporadora when something fails.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Contato {
    /// Telephone as people write it.
    pub telefone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
}

/// `tema`: a dark page inside a portal that is always light looks broken; the operator knows which portal it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tema {
    /// As the visitor's device says.
    #[default]
    Sistema,
    /// Always light.
    Claro,
    /// Always dark.
    Escuro,
}

/// `[[incorporadora]]`
#[derive(Debug, Clone)]
pub struct Incorporadora {
    /// Name in URLs.
    pub slug: Slug,
    /// Name people know.
    pub nome: String,
    /// Brand colour.
    pub cor: Cor,
    /// Light, dark, or as the visitor's device says.
    pub tema: Tema,
    /// Contact, at least one way.
    pub contato: Contato,
    /// Names of the beneficiary a payer may see in the bank app; default: `nome`. Key `beneficiarios`.
    pub beneficiarios: Vec<String>,
    /// Municipal holidays (`feriados-municipais`, ISO dates) added to the national bank calendar; sorted, each once.
    pub feriados_municipais: Vec<Date>,
    /// `[incorporadora.portal]`
    pub portal: Portal,
    /// `[incorporadora.acesso-direto]`
    pub acesso_direto: AcessoDireto,
    /// `[incorporadora.erp]`
    pub erp: ErpConfig,
    /// What only documents show.
    pub empresa: Empresa,
    /// `[incorporadora.quitacao]` with `emitir = true`; without, declarations of settlement are the ERP's only.
    pub quitacao: Option<Emissao>,
    /// `[incorporadora.api] ativo`: whether portals and chatbots may read with a cliente's token. Default: off.
    pub api: bool,
    /// `[[incorporadora.condominio]]`: what a síndico may see, per empreendimento in CV.
    pub condominios: Vec<Condominio>,
    /// `[incorporadora.sindico]`
    pub sindico: Sindico,
    /// `[incorporadora.associados]`
    pub associados: Associados,
}

impl Incorporadora {
    pub(super) fn validate(secao: &Secao<'_>, c: &mut Coleta) -> Option<Self> {
        let slug = secao.obrigatorio("slug", "slug = \"horizonte\"", c).and_then(|campo| slug(&campo, c));
        let nome = secao.obrigatorio("nome", "nome = \"Construtora Horizonte\"", c).and_then(|campo| nome(&campo, c));
        let cor = secao.obrigatorio("cor", "cor = \"#0b6e4f\"", c).and_then(|campo| cor(&campo, c));
        let tema = secao.campo("tema").and_then(|campo| tema(&campo, c));
        let contato = secao.secao_obrigatoria("contato", c).and_then(|s| Contato::validate(&s, c));
        let beneficiarios = secao.campo("beneficiarios").and_then(|campo| beneficiarios(&campo, c));
        let feriados = secao.campo("feriados-municipais").and_then(|campo| feriados(&campo, c));
        let portal = secao.secao_obrigatoria("portal", c).and_then(|s| Portal::validate(&s, c));
        let erp =
            secao.secao_obrigatoria("erp", c).and_then(|s| ErpConfig::validate(&s, portal.as_ref().map(|p| &p.url), c));
        let direto = secao.secao("acesso-direto", c).map(|s| AcessoDireto::validate(&s, portal.as_ref(), c));
        let empresa = Empresa::validate(secao, c);
        let quitacao = secao.secao("quitacao", c).and_then(|s| Emissao::validate(&s, secao, &empresa, c));
        let api = secao.secao("api", c).and_then(|s| s.campo("ativo")?.booleano(c));
        let condominios = secao.secoes("condominio", None, c);
        let condominios = Condominio::validate_todos(&condominios, c);
        let sindico = secao.secao("sindico", c).map(|s| Sindico::validate(&s, c)).unwrap_or_default();
        let associados = secao.secao("associados", c).map(|s| Associados::validate(&s, c)).unwrap_or_default();
        let nome = nome?;
        Some(Self {
            slug: slug?,
            cor: cor?,
            tema: tema.unwrap_or_default(),
            contato: contato?,
            beneficiarios: beneficiarios.unwrap_or_else(|| vec![nome.clone()]),
            feriados_municipais: feriados.unwrap_or_default(),
            portal: portal?,
            acesso_direto: direto.unwrap_or_default(),
            erp: erp?,
            empresa,
            quitacao,
            api: api.unwrap_or(false),
            condominios,
            sindico,
            associados,
            nome,
        })
    }
}

impl Contato {
    fn validate(secao: &Secao<'_>, c: &mut Coleta) -> Option<Self> {
        let limpa = c.limpa();
        let telefone = secao.campo("telefone").and_then(|campo| telefone(&campo, c));
        let email = secao.campo("email").and_then(|campo| email(&campo, c));
        if telefone.is_none() && email.is_none() {
            // A wrong telephone is already reported; saying also that there is none would mislead.
            if secao.campo("telefone").is_none()
                && secao.campo("email").is_none()
                && (limpa || secao.entradas().is_empty())
            {
                let como = "Escreva contato = { telefone = \"(79) 3000-0000\", email = \"financeiro@exemplo.com.br\" }";
                secao.problema("precisa de `telefone` ou `email`: é o que as páginas de erro oferecem", como, c);
            }
            return None;
        }
        Some(Self { telefone, email })
    }
}

fn tema(campo: &Campo<'_>, c: &mut Coleta) -> Option<Tema> {
    let texto = campo.texto(c)?;
    match texto {
        "sistema" => Some(Tema::Sistema),
        "claro" => Some(Tema::Claro),
        "escuro" => Some(Tema::Escuro),
        _ => campo.opcao_desconhecida(texto, &["sistema", "claro", "escuro"], c),
    }
}

fn slug(campo: &Campo<'_>, c: &mut Coleta) -> Option<Slug> {
    let texto = campo.texto(c)?;
    let lido: Result<Slug, _> = texto.parse();
    match lido {
        Ok(slug) => Some(slug),
        Err(_) => campo.problema(
            format!("«{}» não serve de nome em endereços", mostrar(texto)),
            "Use só letras minúsculas sem acento, números e hífen, até 40: \"horizonte\"",
            c,
        ),
    }
}

fn nome(campo: &Campo<'_>, c: &mut Coleta) -> Option<String> {
    let texto = campo.texto(c)?.trim();
    if texto.chars().count() > 80 {
        return campo.problema("tem mais de 80 caracteres", "Use o nome que as pessoas conhecem", c);
    }
    Some(texto.to_owned())
}

fn cor(campo: &Campo<'_>, c: &mut Coleta) -> Option<Cor> {
    let texto = campo.texto(c)?;
    let Some(cor) = Cor::de_hex(texto) else {
        let como = "Escreva # e seis dígitos hexadecimais: \"#0b6e4f\"";
        return campo.problema(format!("«{}» não é uma cor", mostrar(texto)), como, c);
    };
    if cor.foi_escurecida() {
        campo.aviso(
            format!(
                "{} é clara demais para textos (contraste menor que 4,5:1); links e títulos usam {}",
                cor.para_css(),
                cor.texto_claro().para_css()
            ),
            "A cor dos botões não muda. Para escolher o tom dos textos, configure uma cor mais escura",
            c,
        );
    }
    Some(cor)
}

fn telefone(campo: &Campo<'_>, c: &mut Coleta) -> Option<String> {
    let texto = campo.texto(c)?.trim();
    let digitos = texto.bytes().filter(u8::is_ascii_digit).count();
    let so_telefone = texto.chars().all(|ch| ch.is_ascii_digit() || " ()+-.".contains(ch));
    if !so_telefone || !(8..=15).contains(&digitos) {
        return campo.problema("não é um telefone", "Escreva como as pessoas discam: \"(79) 3000-0000\"", c);
    }
    Some(texto.to_owned())
}

/// An address good enough for a `mailto:` link or a header; whether it exists, only sending tells.
pub(super) fn email(campo: &Campo<'_>, c: &mut Coleta) -> Option<String> {
    let texto = campo.texto(c)?.trim();
    let certo = texto.split_once('@').is_some_and(|(usuario, dominio)| {
        let limpo = |s: &str| !s.is_empty() && !s.contains(|ch: char| ch.is_whitespace() || "@<>\"',;:?&".contains(ch));
        limpo(usuario)
            && limpo(dominio)
            && dominio.contains('.')
            && !dominio.starts_with('.')
            && !dominio.ends_with('.')
    });
    if certo {
        Some(texto.to_owned())
    } else {
        campo.problema("não é um e-mail", "Escreva como \"financeiro@exemplo.com.br\"", c)
    }
}

fn beneficiarios(campo: &Campo<'_>, c: &mut Coleta) -> Option<Vec<String>> {
    let itens = campo.textos(c)?;
    if itens.is_empty() {
        return campo.problema("está vazia", "Liste os nomes que o aplicativo do banco mostra, ou retire a chave", c);
    }
    Some(itens.into_iter().map(|(_, texto)| texto.trim().to_owned()).collect())
}

fn feriados(campo: &Campo<'_>, c: &mut Coleta) -> Option<Vec<Date>> {
    let lidos = campo.itens(c)?.into_iter().map(|item| {
        let (Valor::Texto(texto) | Valor::Data(texto)) = item.valor else {
            return item.problema(format!("precisa ser uma data, mas é {}", item.valor.especie()), DATA, c);
        };
        // The date parser also takes a date with time; a holiday has none.
        match texto.parse::<Date>() {
            Ok(data) if texto.len() == 10 => Some(data),
            _ => item.problema(format!("«{}» não é uma data", mostrar(texto)), DATA, c),
        }
    });
    let mut datas: Vec<Date> = lidos.collect::<Vec<_>>().into_iter().collect::<Option<_>>()?;
    datas.sort_unstable();
    datas.dedup();
    Some(datas)
}

const DATA: &str = "Escreva ano, mês e dia: \"2026-12-08\"";
