//! `[incorporadora.portal.cliente]`, `.sindico`, `.gestor`: how the token of a role becomes a person.

use super::{
    arvore::Valor,
    leitor::{Campo, Coleta, Secao},
    problema::mostrar,
};

/// How the token of a role becomes a person: one HTTP call and pointers into its answer.
#[derive(Debug, Clone)]
pub struct Resolvedor {
    /// Off: the role's URL answers 404.
    pub ativo: bool,
    /// `GET` or `POST`.
    pub metodo: http::Method,
    /// Path below `portal.url`. Empty only when the role is off.
    pub caminho: String,
    /// Where the token travels.
    pub token_em: TokenEm,
    /// JSON pointers tried in order; first non-empty wins. Same for the next two.
    pub documento: Vec<String>,
    /// Name.
    pub nome: Vec<String>,
    /// Code in the ERP.
    pub id_erp: Vec<String>,
    /// What names a gestor, who has no document.
    pub identificacao: Vec<String>,
    /// The list of what a síndico looks after.
    pub empreendimentos: Vec<String>,
    /// What in the answer proves the role.
    pub papel: Option<Discriminador>,
}

/// `papel = { ponteiro, valor }`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discriminador {
    /// JSON pointer.
    pub ponteiro: String,
    /// Value it must have (text, number or boolean compared as text).
    pub valor: String,
}

/// `token-em`
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenEm {
    /// `Authorization: Bearer …`
    Bearer,
    /// A header.
    Header(http::HeaderName),
    /// A query parameter.
    Query(String),
    /// A JSON pointer in the body.
    Json(String),
    /// A form field.
    Form(String),
}

const DOCUMENTO: &[&str] = &["/documento", "/cpf", "/cnpj", "/pessoa/documento"];
const NOME: &[&str] = &["/nome", "/pessoa/nome"];
const ID_ERP: &[&str] = &["/idpessoa_int", "/pessoa/idpessoa_int"];
const IDENTIFICACAO: &[&str] = &["/email", "/idusuario"];
const EMPREENDIMENTOS: &[&str] = &["/empreendimentos"];

impl Resolvedor {
    pub(super) fn validate(secao: &Secao<'_>, c: &mut Coleta) -> Option<Self> {
        let ativo = secao.campo("ativo").and_then(|campo| campo.booleano(c)).unwrap_or(true);
        let metodo = secao.campo("metodo").map_or(Some(http::Method::GET), |campo| metodo(&campo, c));
        let caminho = match secao.campo("caminho") {
            Some(campo) => caminho(&campo, c),
            None if ativo => {
                secao.falta("caminho", "caminho = \"/api/v1/cliente/pessoa\"", c);
                None
            }
            None => Some(String::new()),
        };
        let token_em = secao.campo("token-em").map_or(Some(TokenEm::Bearer), |campo| {
            let lido = token_em(&campo, c)?;
            corpo_precisa_de_post(&campo, &lido, metodo.as_ref(), c);
            Some(lido)
        });
        let mut ponteiros = |nome: &str, padrao: &[&str]| match secao.campo(nome) {
            Some(campo) => ponteiros(&campo, c),
            None => Some(padrao.iter().map(|&p| p.to_owned()).collect()),
        };
        let (documento, nome, id_erp) =
            (ponteiros("documento", DOCUMENTO), ponteiros("nome", NOME), ponteiros("id-erp", ID_ERP));
        let (identificacao, empreendimentos) =
            (ponteiros("identificacao", IDENTIFICACAO), ponteiros("empreendimentos", EMPREENDIMENTOS));
        if identificacao.as_ref().is_some_and(Vec::is_empty) {
            secao.problema(
                "`identificacao` está vazia: ninguém da equipe seria identificado",
                "Retire a chave, ou escreva identificacao = [\"/email\"]",
                c,
            );
        }
        if documento.as_ref().zip(id_erp.as_ref()).is_some_and(|(d, i)| d.is_empty() && i.is_empty()) {
            secao.problema(
                "`documento` e `id-erp` estão vazias: ninguém seria identificado",
                "Escreva onde a resposta do CV traz o CPF/CNPJ: documento = [\"/documento\"]",
                c,
            );
        }
        let papel = secao.secao("papel", c).and_then(|s| Discriminador::validate(&s, c));
        Some(Self {
            ativo,
            metodo: metodo?,
            caminho: caminho?,
            token_em: token_em?,
            documento: documento?,
            nome: nome?,
            id_erp: id_erp?,
            identificacao: identificacao?,
            empreendimentos: empreendimentos?,
            papel,
        })
    }

    /// Whether both ask CV the same question, apart from how the token travels.
    pub(super) fn mesma_chamada(&self, outro: &Self) -> bool {
        self.metodo == outro.metodo && self.caminho.trim_end_matches('/') == outro.caminho.trim_end_matches('/')
    }

    /// Whether both have a discriminator and the two are different.
    pub(super) fn distingue(&self, outro: &Self) -> bool {
        self.papel.as_ref().zip(outro.papel.as_ref()).is_some_and(|(a, b)| a != b)
    }
}

impl Discriminador {
    fn validate(secao: &Secao<'_>, c: &mut Coleta) -> Option<Self> {
        let ponteiro = secao.obrigatorio("ponteiro", "ponteiro = \"/tipo\"", c).and_then(|campo| {
            let texto = campo.texto(c)?;
            ponteiro(&campo, texto, c)
        });
        let valor = secao.obrigatorio("valor", "valor = \"cliente\"", c).and_then(|campo| match campo.valor {
            Valor::Inteiro(n) => Some(n.to_string()),
            Valor::Booleano(b) => Some(b.to_string()),
            _ => campo.texto(c).map(str::to_owned),
        });
        Some(Self { ponteiro: ponteiro?, valor: valor? })
    }
}

fn metodo(campo: &Campo<'_>, c: &mut Coleta) -> Option<http::Method> {
    match campo.texto(c)? {
        "GET" => Some(http::Method::GET),
        "POST" => Some(http::Method::POST),
        outro => campo.opcao_desconhecida(outro, &["GET", "POST"], c),
    }
}

/// A path below a base: begins with one `/`, cannot climb or leave the host.
pub(super) fn caminho(campo: &Campo<'_>, c: &mut Coleta) -> Option<String> {
    let texto = campo.texto(c)?;
    let exemplo = "Escreva só o que vem depois do nome do servidor, começado com uma `/`";
    let rota = texto.split('?').next().unwrap_or_default();
    if !rota.starts_with('/') || rota.len() == 1 {
        return campo.problema(format!("«{}» não é um caminho começado com `/`", mostrar(texto)), exemplo, c);
    }
    let sobe =
        rota.split('/').any(|parte| matches!(parte.to_ascii_lowercase().replace("%2e", ".").as_str(), ".." | "."));
    if sobe
        || rota.contains("//")
        || texto.contains(|ch: char| ch.is_whitespace() || ch.is_control() || "\\#".contains(ch))
    {
        return campo.problema("contém `..`, `//`, `#`, `\\` ou espaço", exemplo, c);
    }
    Some(texto.to_owned())
}

fn token_em(campo: &Campo<'_>, c: &mut Coleta) -> Option<TokenEm> {
    let formas = "Use \"bearer\", \"header:<nome>\", \"query:<nome>\", \"json:<ponteiro>\" ou \"form:<nome>\"";
    let texto = campo.texto(c)?;
    let (forma, nome) = texto.split_once(':').map_or((texto, None), |(forma, nome)| (forma, Some(nome)));
    let simples = |nome: &str| {
        !nome.is_empty() && nome.len() <= 60 && nome.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.[]".contains(&b))
    };
    match (forma, nome) {
        ("bearer", None) => Some(TokenEm::Bearer),
        ("header", Some(nome)) => match nome.parse() {
            Ok(cabecalho) => Some(TokenEm::Header(cabecalho)),
            Err(_) => campo.problema(format!("«{}» não é um nome de cabeçalho", mostrar(nome)), formas, c),
        },
        ("query", Some(nome)) if simples(nome) => Some(TokenEm::Query(nome.to_owned())),
        ("form", Some(nome)) if simples(nome) => Some(TokenEm::Form(nome.to_owned())),
        ("json", Some(nome)) => ponteiro(campo, nome, c).map(TokenEm::Json),
        ("header" | "query" | "json" | "form", _) => {
            campo.problema(format!("falta o nome depois de `{forma}:`, ou ele tem caracteres inválidos"), formas, c)
        }
        _ => campo.problema(format!("«{}» não é uma forma de enviar o token", mostrar(texto)), formas, c),
    }
}

fn corpo_precisa_de_post(campo: &Campo<'_>, token_em: &TokenEm, metodo: Option<&http::Method>, c: &mut Coleta) {
    if matches!(token_em, TokenEm::Json(_) | TokenEm::Form(_)) && metodo == Some(&http::Method::GET) {
        campo.problema::<()>("envia o token no corpo, mas o método é GET", "Escreva metodo = \"POST\"", c);
    }
}

fn ponteiros(campo: &Campo<'_>, c: &mut Coleta) -> Option<Vec<String>> {
    let lidos = campo.textos(c)?.into_iter().map(|(item, texto)| ponteiro(&item, texto, c));
    lidos.collect::<Vec<_>>().into_iter().collect()
}

/// A JSON pointer (RFC 6901) that is not the whole document.
fn ponteiro(campo: &Campo<'_>, texto: &str, c: &mut Coleta) -> Option<String> {
    if !texto.starts_with('/') {
        let como = format!("Comece com `/`: \"/{}\"", mostrar(texto).replace('.', "/"));
        return campo.problema(format!("«{}» não é um ponteiro JSON", mostrar(texto)), como, c);
    }
    let til_solto = texto.split('~').skip(1).any(|resto| !resto.starts_with(['0', '1']));
    if til_solto {
        return campo.problema("tem um `~` solto", "Num ponteiro JSON, escreva `~` como `~0` e `/` como `~1`", c);
    }
    Some(texto.to_owned())
}
