//! Faults: what may go wrong at CV and at an ERP, and where.
//!
//! Written `alvo=falha`, several separated by commas, e.g. `erp.boletos-abertos=lento:10s,erp=fora,cv.pessoa@doralice=500`.
//! The most specific target wins: endpoint and person, then person on a whole site, then endpoint, then site.

mod alvo;
mod aplicar;
mod deformar;

use std::{
    fmt,
    str::FromStr,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

pub use alvo::{Alvo, Endpoint, Sitio};
pub(crate) use aplicar::{Corpo, nao_autorizado, servir};
pub(crate) use deformar::deformar;

/// One way of failing. All of them are real on the socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TipoFalha {
    /// `fora`: the connection is accepted and closed without a byte of answer.
    Fora,
    /// `lento:10s`: the right answer, that much later.
    Lento(Duration),
    /// `html`: 200 with an HTML page instead of JSON.
    Html,
    /// `truncado`: a complete HTTP answer whose JSON stops half way.
    Truncado,
    /// `reset`: announces the whole body, sends half, then resets the connection.
    Reset,
    /// `500`: an HTML error page.
    Erro500,
    /// `503` or `503:30s`: maintenance, with Retry-After (default 30 s).
    Erro503(Duration),
    /// `429`: too many requests; CV answers as it does, without Retry-After, the ERP with one of 20 s.
    Erro429,
    /// `401`: our credentials (or CV's token) are refused.
    Erro401,
    /// `404`: not found.
    Erro404,
    /// `vazio`: an empty list; for one record, 204 without a body.
    Vazio,
    /// `erro200`: status 200 with `{"error": …}`.
    Erro200,
    /// `tipo-errado`: objects and lists where text or numbers belong, in every second row.
    TipoErrado,
    /// `linha-de-outro`: rows of another customer among the right ones, bearing that customer's document.
    LinhaDeOutro,
    /// `duplicado`: every row twice.
    Duplicado,
    /// `nulo-texto`: the word `"null"` in every optional field.
    NuloTexto,
    /// `pdf-vazio`: a sound PDF without pages. Documents only, as the next two; elsewhere nothing happens.
    PdfVazio,
    /// `base64`: the document in base64 inside a JSON string, which is tolerable.
    Base64,
    /// `base64-lixo`: letters of base64 that do not decode.
    Base64Lixo,
    /// `redireciona`: 302 to an address of a cloud's metadata service, which nobody should follow.
    Redireciona,
    /// `enorme`: a body of 200 MB without a length, sent as it is read and never held in memory.
    Enorme,
    /// `link-curto:60s`: links to documents carry an expiry and a signature and answer 403 from then on. At a list it
    /// changes the links of that list; at `erp.arquivos` those of all lists, and links without a signature are refused.
    LinkCurto(Duration),
}

impl fmt::Display for TipoFalha {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fora => f.write_str("fora"),
            Self::Lento(d) => write!(f, "lento:{}", escrever_duracao(*d)),
            Self::Html => f.write_str("html"),
            Self::Truncado => f.write_str("truncado"),
            Self::Reset => f.write_str("reset"),
            Self::Erro500 => f.write_str("500"),
            Self::Erro503(d) => write!(f, "503:{}", escrever_duracao(*d)),
            Self::Erro429 => f.write_str("429"),
            Self::Erro401 => f.write_str("401"),
            Self::Erro404 => f.write_str("404"),
            Self::Vazio => f.write_str("vazio"),
            Self::Erro200 => f.write_str("erro200"),
            Self::TipoErrado => f.write_str("tipo-errado"),
            Self::LinhaDeOutro => f.write_str("linha-de-outro"),
            Self::Duplicado => f.write_str("duplicado"),
            Self::NuloTexto => f.write_str("nulo-texto"),
            Self::PdfVazio => f.write_str("pdf-vazio"),
            Self::Base64 => f.write_str("base64"),
            Self::Base64Lixo => f.write_str("base64-lixo"),
            Self::Redireciona => f.write_str("redireciona"),
            Self::Enorme => f.write_str("enorme"),
            Self::LinkCurto(d) => write!(f, "link-curto:{}", escrever_duracao(*d)),
        }
    }
}

impl FromStr for TipoFalha {
    type Err = ErroFalha;

    fn from_str(texto: &str) -> Result<Self, ErroFalha> {
        let (nome, argumento) = texto.split_once(':').map_or((texto, None), |(n, a)| (n, Some(a)));
        let tipo = match nome {
            "lento" => return argumento.and_then(ler_duracao).map(Self::Lento).ok_or(ErroFalha::Duracao),
            "503" => {
                let espera = argumento.map_or(Some(Duration::from_secs(30)), ler_duracao);
                return espera.map(Self::Erro503).ok_or(ErroFalha::Duracao);
            }
            "link-curto" => {
                let vida = argumento.map_or(Some(Duration::from_mins(1)), ler_duracao);
                return vida.map(Self::LinkCurto).ok_or(ErroFalha::Duracao);
            }
            "fora" => Self::Fora,
            "html" => Self::Html,
            "truncado" => Self::Truncado,
            "reset" => Self::Reset,
            "500" => Self::Erro500,
            "429" => Self::Erro429,
            "401" => Self::Erro401,
            "404" => Self::Erro404,
            "vazio" | "204" => Self::Vazio,
            "erro200" => Self::Erro200,
            "tipo-errado" => Self::TipoErrado,
            "linha-de-outro" => Self::LinhaDeOutro,
            "duplicado" => Self::Duplicado,
            "nulo-texto" => Self::NuloTexto,
            "pdf-vazio" => Self::PdfVazio,
            "base64" => Self::Base64,
            "base64-lixo" => Self::Base64Lixo,
            "redireciona" => Self::Redireciona,
            "enorme" => Self::Enorme,
            outro => return Err(ErroFalha::Tipo(outro.to_owned())),
        };
        if argumento.is_some() { Err(ErroFalha::Tipo(texto.to_owned())) } else { Ok(tipo) }
    }
}

/// Names of the faults with their meaning in pt-BR, for the control page and for `--help`.
pub const TIPOS: &[(&str, &str)] = &[
    ("fora", "fecha a conexão sem responder"),
    ("lento:10s", "responde certo, mas só depois desse tempo"),
    ("html", "devolve uma página HTML no lugar do JSON"),
    ("truncado", "o JSON termina pela metade"),
    ("reset", "derruba a conexão no meio da resposta"),
    ("500", "erro interno, em HTML"),
    ("503:30s", "manutenção, com Retry-After"),
    ("429", "consultas demais"),
    ("401", "credencial recusada"),
    ("404", "não encontrado"),
    ("vazio", "lista vazia; onde se espera um registro, 204 sem corpo"),
    ("erro200", "status 200 com {\"error\": …}"),
    ("tipo-errado", "objetos e listas onde cabem textos e números"),
    ("linha-de-outro", "linhas de outro cliente no meio das certas"),
    ("duplicado", "cada linha duas vezes"),
    ("nulo-texto", "a palavra \"null\" nos campos opcionais"),
    ("pdf-vazio", "em erp.arquivos: um PDF válido sem páginas"),
    ("base64", "em erp.arquivos: o documento em base64, dentro de um texto JSON"),
    ("base64-lixo", "em erp.arquivos: letras de base64 que não decodificam"),
    ("redireciona", "302 para http://169.254.169.254/, endereço que ninguém deve seguir"),
    ("enorme", "200 MB enviados aos poucos, sem Content-Length"),
    ("link-curto:60s", "links de documentos com prazo e assinatura: 403 depois desse tempo"),
];

/// A fault and where it happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Falha {
    /// Where.
    pub alvo: Alvo,
    /// What.
    pub tipo: TipoFalha,
}

impl fmt::Display for Falha {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.alvo, self.tipo)
    }
}

impl FromStr for Falha {
    type Err = ErroFalha;

    fn from_str(texto: &str) -> Result<Self, ErroFalha> {
        let (alvo, tipo) = texto.split_once('=').ok_or_else(|| ErroFalha::Forma(texto.to_owned()))?;
        Ok(Self { alvo: alvo.trim().parse()?, tipo: tipo.trim().parse()? })
    }
}

/// Why a fault could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ErroFalha {
    /// No `=`.
    #[error("`{0}`: escreva alvo=falha, por exemplo erp.boletos-abertos=lento:10s")]
    Forma(String),
    /// Not `erp`, `cv` or `uau`, nor one of their endpoints.
    #[error("alvo desconhecido `{0}`; use erp, cv, uau ou um destes: {lista}", lista = Endpoint::nomes())]
    Alvo(String),
    /// No such person.
    #[error("pessoa desconhecida `{0}`; veja as chaves na página /simulador")]
    Pessoa(String),
    /// No such fault.
    #[error("falha desconhecida `{0}`; use uma destas: {lista}", lista = nomes_dos_tipos())]
    Tipo(String),
    /// `lento`, `503` or `link-curto` with something that is not a time.
    #[error("tempo ilegível; escreva 500ms, 10s ou 2m, por exemplo lento:10s")]
    Duracao,
}

fn nomes_dos_tipos() -> String {
    TIPOS.iter().map(|(nome, _)| *nome).collect::<Vec<_>>().join(", ")
}

fn ler_duracao(texto: &str) -> Option<Duration> {
    let fim = texto.find(|c: char| !c.is_ascii_digit())?;
    let quantia: u64 = texto[..fim].parse().ok()?;
    let duracao = match &texto[fim..] {
        "ms" => Duration::from_millis(quantia),
        "s" => Duration::from_secs(quantia),
        "m" => Duration::from_secs(quantia.checked_mul(60)?),
        _ => return None,
    };
    (duracao <= Duration::from_hours(1)).then_some(duracao)
}

fn escrever_duracao(duracao: Duration) -> String {
    if duracao.subsec_millis() == 0 { format!("{}s", duracao.as_secs()) } else { format!("{}ms", duracao.as_millis()) }
}

/// The faults now switched on. Clones share the set; changes take effect on the next request.
#[derive(Debug, Clone, Default)]
pub struct Falhas(Arc<RwLock<Vec<Falha>>>);

impl Falhas {
    pub(crate) fn novas(iniciais: Vec<Falha>) -> Self {
        let falhas = Self::default();
        for falha in iniciais {
            falhas.ligar(falha);
        }
        falhas
    }

    /// Switches a fault on, in place of the one at the same target.
    pub fn ligar(&self, falha: Falha) {
        let mut lista = self.0.write().unwrap_or_else(PoisonError::into_inner);
        lista.retain(|f| f.alvo != falha.alvo);
        lista.push(falha);
    }

    /// Switches off the fault at this target. Does nothing if there is none.
    pub fn desligar(&self, alvo: &Alvo) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).retain(|f| f.alvo != *alvo);
    }

    /// Switches everything off.
    pub fn limpar(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Replaces the whole set by what `texto` says (`""` for none).
    ///
    /// # Errors
    /// [`ErroFalha`]; the set is then unchanged.
    pub fn definir(&self, texto: &str) -> Result<(), ErroFalha> {
        let novas = ler_lista(texto)?;
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = novas;
        Ok(())
    }

    /// The set, in the order they were switched on.
    pub fn atuais(&self) -> Vec<Falha> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The fault that hits this call, if any.
    pub(crate) fn para(&self, endpoint: Endpoint, pessoa: Option<&str>) -> Option<TipoFalha> {
        let lista = self.0.read().unwrap_or_else(PoisonError::into_inner);
        lista.iter().filter(|f| f.alvo.atinge(endpoint, pessoa)).max_by_key(|f| f.alvo.precisao()).map(|f| f.tipo)
    }
}

/// Reads a comma-separated list of faults, as `--faults` takes it. Blank entries are skipped.
///
/// # Errors
/// The first [`ErroFalha`].
pub fn ler_lista(texto: &str) -> Result<Vec<Falha>, ErroFalha> {
    let mut lista: Vec<Falha> = Vec::new();
    for parte in texto.split(',').map(str::trim).filter(|p| !p.is_empty()) {
        let falha: Falha = parte.parse()?;
        lista.retain(|f| f.alvo != falha.alvo);
        lista.push(falha);
    }
    Ok(lista)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_reads_back_as_it_was_written() {
        let texto =
            "erp.boletos-abertos=lento:10s,erp=fora,cv.pessoa@doralice=500,erp.contratos=503:90s,cv=lento:250ms";
        let lista = ler_lista(texto).unwrap();
        assert_eq!(lista.iter().map(ToString::to_string).collect::<Vec<_>>().join(","), texto);
    }

    #[test]
    fn every_documented_fault_can_be_read() {
        for (nome, _) in TIPOS {
            assert_eq!(nome.parse::<TipoFalha>().unwrap().to_string(), *nome);
        }
    }

    #[test]
    fn a_wrong_entry_says_what_is_wrong() {
        for (texto, trecho) in [
            ("erp", "alvo=falha"),
            ("erpp=fora", "alvo desconhecido `erpp`"),
            ("erp.pessoa=fora", "alvo desconhecido `erp.pessoa`"),
            ("erp@ninguem=fora", "pessoa desconhecida `ninguem`"),
            ("erp=quebrado", "falha desconhecida `quebrado`"),
            ("erp=fora:3s", "falha desconhecida `fora:3s`"),
            ("erp=lento", "tempo ilegível"),
            ("erp=lento:10", "tempo ilegível"),
            ("erp=lento:99999999999999999999s", "tempo ilegível"),
            ("erp=lento:307445734561825861m", "tempo ilegível"),
            ("erp=503:já", "tempo ilegível"),
        ] {
            let erro = ler_lista(texto).unwrap_err().to_string();
            assert!(erro.contains(trecho), "{texto}: {erro}");
        }
    }

    #[test]
    fn the_most_specific_target_wins_whatever_the_order() {
        let falhas = Falhas::default();
        falhas.definir("erp.contratos@doralice=404,erp@doralice=500,erp.contratos=html,erp=fora").unwrap();
        let em = |endpoint, pessoa| falhas.para(endpoint, pessoa);
        assert_eq!(em(Endpoint::Contratos, Some("doralice")), Some(TipoFalha::Erro404));
        assert_eq!(em(Endpoint::Clientes, Some("doralice")), Some(TipoFalha::Erro500));
        assert_eq!(em(Endpoint::Contratos, Some("hermes")), Some(TipoFalha::Html));
        assert_eq!(em(Endpoint::Clientes, None), Some(TipoFalha::Fora));
        assert_eq!(em(Endpoint::Pessoa, Some("doralice")), None);
    }

    #[test]
    fn a_bad_list_changes_nothing() {
        let falhas = Falhas::default();
        falhas.definir("erp=fora").unwrap();
        assert!(falhas.definir("cv=html,erp=").is_err());
        assert_eq!(falhas.atuais().len(), 1);
        falhas.definir("").unwrap();
        assert!(falhas.atuais().is_empty());
    }
}
