//! Documents of the person's units: the list, and fetching one of it.

use bytes::Bytes;
use cv::{ClienteCv, DocumentoCv, ErroCv, Operacao, PastaCv, UnidadeCv};
use domain::{documento::Token, modelo::Lista};
use futures::{StreamExt as _, stream};
use jiff::civil::Date;
use links::{Defeito, ErroLink, Formato};

use super::{FalhaCv, oferece, perguntar, registrar_falha};
use crate::server::{config::PaginaCv, documentos::pedido::Imagem, session::Visita, state::AppState};

/// Units asked about at the same time: CV counts the calls of the whole environment.
const SIMULTANEAS: usize = 3;
/// In place of a unit's key where documents are listed for all units at once.
const TODAS: &str = "todas";
/// Most characters of a document's name.
const NOME: usize = 120;

/// Documents by unit. No `Debug`.
pub struct Arquivos {
    /// In CV's order; units without documents are left out.
    pub unidades: Vec<DaUnidade>,
    /// Rows that could not be read.
    pub ilegiveis: usize,
    /// Names of units whose documents could not be listed.
    pub faltam: Vec<String>,
}

/// Documents of one unit. No `Debug`.
pub struct DaUnidade {
    /// As people know it; `None` where CV does not say of which unit they are.
    pub titulo: Option<String>,
    /// By folder, in CV's order.
    pub pastas: Vec<Pasta>,
}

/// Documents of one folder. No `Debug`.
pub struct Pasta {
    /// Its name; `None` for what is in none.
    pub nome: Option<String>,
    /// In CV's order.
    pub arquivos: Vec<Arquivo>,
}

/// A document. No `Debug`.
pub struct Arquivo {
    /// Key at CV.
    pub id: String,
    /// Key of the unit; any word where documents are listed for all units at once.
    pub unidade: String,
    /// Name.
    pub nome: String,
    /// In CV's words.
    pub tipo: Option<String>,
    /// When it was put there.
    pub data: Option<Date>,
    /// What it is, going by its name: known for certain only once it is fetched.
    pub imagem: Option<Imagem>,
}

/// Every document of the person.
///
/// # Errors
/// See [`FalhaCv`]. The documents of one unit that do not come are named; that none come is a failure.
pub async fn listar(estado: &AppState, visita: &Visita) -> Result<Arquivos, FalhaCv> {
    perguntar(estado, visita, "documentos", async |cv, token| {
        if cv.por_unidade(Operacao::Documentos) {
            por_unidade(cv, token, visita).await
        } else {
            juntos(cv, token).await
        }
    })
    .await
}

async fn por_unidade(cv: &ClienteCv, token: &Token, visita: &Visita) -> Result<Arquivos, ErroCv> {
    let unidades = cv.unidades(token).await?;
    let mut todos = Arquivos { unidades: Vec::new(), ilegiveis: unidades.ilegiveis(), faltam: Vec::new() };
    let perguntas = stream::iter(unidades.itens).map(async |unidade| {
        let lida = da_unidade(cv, token, &unidade).await;
        (titulo(&unidade), lida)
    });
    let mut perguntas = perguntas.buffered(SIMULTANEAS);
    let mut primeiro = None;
    while let Some((titulo, lida)) = perguntas.next().await {
        match lida {
            Ok((pastas, ilegiveis)) => {
                todos.ilegiveis += ilegiveis;
                if !pastas.is_empty() {
                    todos.unidades.push(DaUnidade { titulo: Some(titulo), pastas });
                }
            }
            Err(erro) => {
                registrar_falha(visita, "documentos-da-unidade", &erro);
                todos.faltam.push(titulo);
                primeiro.get_or_insert(erro);
            }
        }
    }
    match primeiro {
        Some(erro) if todos.unidades.is_empty() => Err(erro),
        _ => Ok(todos),
    }
}

async fn da_unidade(cv: &ClienteCv, token: &Token, unidade: &UnidadeCv) -> Result<(Vec<Pasta>, usize), ErroCv> {
    let lista = cv.documentos(token, &unidade.id).await?;
    let ilegiveis = lista.ilegiveis();
    // Where the rows name their folders there is nothing more to ask.
    let so_chaves = lista.itens.iter().any(|d| d.pasta.as_deref().is_some_and(eh_chave));
    let nomes = if so_chaves { cv.pastas(token, &unidade.id).await.unwrap_or_default() } else { Lista::default() };
    Ok((em_pastas(lista.itens, &unidade.id, &nomes.itens), ilegiveis))
}

/// Where one question brings the documents of all units.
async fn juntos(cv: &ClienteCv, token: &Token) -> Result<Arquivos, ErroCv> {
    let (documentos, unidades) = futures::future::join(cv.documentos(token, TODAS), cv.unidades(token)).await;
    let (documentos, unidades) = (documentos?, unidades.unwrap_or_default().itens);
    let ilegiveis = documentos.ilegiveis();
    let mut grupos: Vec<(Option<String>, Vec<DocumentoCv>)> = Vec::new();
    for documento in documentos.itens {
        match grupos.iter_mut().find(|(unidade, _)| *unidade == documento.idunidade) {
            Some((_, grupo)) => grupo.push(documento),
            None => grupos.push((documento.idunidade.clone(), vec![documento])),
        }
    }
    let grupos = grupos.into_iter().map(|(unidade, grupo)| DaUnidade {
        titulo: unidade.and_then(|id| unidades.iter().find(|u| u.id == id)).map(titulo),
        pastas: em_pastas(grupo, TODAS, &[]),
    });
    Ok(Arquivos { unidades: grupos.collect(), ilegiveis, faltam: Vec::new() })
}

fn eh_chave(pasta: &str) -> bool {
    pasta.bytes().all(|b| b.is_ascii_digit())
}

/// How people know a unit.
pub fn titulo(unidade: &UnidadeCv) -> String {
    let partes = [&unidade.empreendimento, &unidade.bloco, &unidade.nome];
    let partes: Vec<&str> = partes.into_iter().filter_map(|parte| parte.as_deref()).collect();
    if partes.is_empty() { format!("Unidade {}", unidade.id) } else { partes.join(" · ") }
}

fn em_pastas(documentos: Vec<DocumentoCv>, unidade: &str, nomes: &[PastaCv]) -> Vec<Pasta> {
    let mut pastas: Vec<Pasta> = Vec::new();
    for documento in documentos {
        let nome = documento.pasta.as_deref().map(|pasta| match nomes.iter().find(|p| p.id == pasta) {
            Some(PastaCv { nome: Some(nome), .. }) => nome.clone(),
            _ if eh_chave(pasta) => format!("Pasta {pasta}"),
            _ => pasta.to_owned(),
        });
        let arquivo = arquivo(documento, unidade);
        match pastas.iter_mut().find(|pasta| pasta.nome == nome) {
            Some(pasta) => pasta.arquivos.push(arquivo),
            None => pastas.push(Pasta { nome, arquivos: vec![arquivo] }),
        }
    }
    pastas
}

fn arquivo(documento: DocumentoCv, unidade: &str) -> Arquivo {
    let nome = documento.nome.unwrap_or_else(|| "Documento sem nome".to_owned());
    Arquivo {
        imagem: imagem(&nome).or_else(|| documento.tipo.as_deref().and_then(imagem)),
        id: documento.id,
        unidade: unidade.to_owned(),
        nome: nome.chars().take(NOME).collect(),
        tipo: documento.tipo,
        data: documento.data,
    }
}

/// A name or a kind that ends like a picture's.
fn imagem(texto: &str) -> Option<Imagem> {
    match texto.rsplit(['.', '/', ' ']).next()?.to_lowercase().as_str() {
        "jpg" | "jpeg" => Some(Imagem::Jpeg),
        "png" => Some(Imagem::Png),
        _ => None,
    }
}

/// Why a document is not there.
pub enum SemArquivo {
    /// Not among the visitor's own, or gone.
    NaoEncontrado,
    /// CV could not be asked.
    Cv(FalhaCv),
    /// The file could not be fetched.
    Link(ErroLink),
}

impl From<FalhaCv> for SemArquivo {
    fn from(falha: FalhaCv) -> Self {
        Self::Cv(falha)
    }
}

/// Fetches a document, if it is in the list that CV gives this visitor now.
///
/// # Errors
/// See [`SemArquivo`].
pub async fn buscar(
    estado: &AppState,
    visita: &Visita,
    unidade: &str,
    documento: &str,
) -> Result<(Bytes, Formato), SemArquivo> {
    if !oferece(visita, PaginaCv::Documentos) {
        return Err(SemArquivo::NaoEncontrado);
    }
    let entrada = estado.entradas.get(&visita.principal.incorporadora).ok_or(SemArquivo::NaoEncontrado)?;
    let link = perguntar(estado, visita, "documento", async |cv, token| {
        if cv.por_unidade(Operacao::Documentos) && !cv.unidades(token).await?.itens.iter().any(|u| u.id == unidade) {
            return Ok(None);
        }
        let lista = cv.documentos(token, unidade).await?;
        match lista.itens.into_iter().find(|d| d.id == documento) {
            None => Ok(None),
            Some(DocumentoCv { link: Some(link), .. }) => Ok(Some(link)),
            Some(_) => cv.documento(token, documento).await,
        }
    });
    let link = link.await?.ok_or(SemArquivo::NaoEncontrado)?;
    entrada.arquivos.buscar_arquivo(link.exposto()).await.map_err(|erro| {
        let incorporadora = visita.principal.incorporadora.as_str();
        match &erro {
            ErroLink::ListaVazia { host } | ErroLink::HostForaDaLista { host } => {
                tracing::warn!(
                    incorporadora,
                    host,
                    "a document of CV is at a host that is not in portal.documentos-hosts"
                );
            }
            _ => tracing::warn!(incorporadora, %erro, "a document of CV could not be fetched"),
        }
        SemArquivo::Link(erro)
    })
}

/// Whether the file came, and is of no kind that may be passed on.
pub const fn de_outro_tipo(erro: &ErroLink) -> bool {
    matches!(erro, ErroLink::Conteudo { defeito: Defeito::Desconhecido | Defeito::Html, .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documento(id: &str, nome: &str, pasta: Option<&str>) -> DocumentoCv {
        DocumentoCv {
            id: id.to_owned(),
            nome: Some(nome.to_owned()),
            pasta: pasta.map(str::to_owned),
            ..DocumentoCv::default()
        }
    }

    #[test]
    fn documents_stand_in_their_folders_under_the_names_people_know() {
        let documentos =
            vec![documento("1", "a", Some("7")), documento("2", "b", Some("Obra")), documento("3", "c", Some("7"))];
        let nomes = [PastaCv { id: "7".to_owned(), nome: Some("Contratos".to_owned()) }];
        let lidas = em_pastas(documentos.clone(), "9", &nomes);
        let resumo: Vec<_> = lidas.iter().map(|p| (p.nome.as_deref(), p.arquivos.len())).collect();
        assert_eq!(resumo, [(Some("Contratos"), 2), (Some("Obra"), 1)]);
        assert_eq!(em_pastas(documentos, "9", &[])[0].nome.as_deref(), Some("Pasta 7"));
        assert_eq!(em_pastas(vec![documento("1", "a", None)], "", &[])[0].nome, None);
    }

    #[test]
    fn a_picture_is_guessed_from_the_end_of_its_name() {
        assert_eq!(imagem("Planta da unidade.JPG"), Some(Imagem::Jpeg));
        assert_eq!(imagem("image/png"), Some(Imagem::Png));
        assert_eq!(imagem("Contrato.pdf"), None);
        assert_eq!(imagem("Arquivo JPG da planta"), None);
    }
}
