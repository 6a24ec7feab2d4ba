//! Empreendimentos, one unit, and the documents of units.

use axum::{
    Router,
    extract::{ConnectInfo, Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::get,
};
use serde_json::{Value, json};

use super::{
    api::{Resposta, com_token},
    financeiro::{Livro, link},
    token::Emissao,
};
use crate::{
    carteira::{Carteira, Cliente},
    empreendimentos,
    estado::{Comum, Estado},
    falhas::{Corpo, Endpoint},
    fio::Fio,
    pessoas::Papel,
};

/// Documents of every unit: number, folder, name.
const DOCUMENTOS: [(u32, &str, &str); 3] = [
    (1, "Contratos", "Contrato de compra e venda"),
    (2, "Obra", "Memorial descritivo"),
    (3, "Obra", "Manual do proprietário"),
];

/// Whose units have no documents.
const SEM_DOCUMENTOS: &str = "raimunda";

pub(super) fn rotas() -> Router<Comum> {
    let api = |caminho: &str| format!("/api/v1/cliente{caminho}");
    let sem_chave = |endpoint: Endpoint| get(async move |e, f, c| responder(endpoint, None, e, f, c).await);
    let com_chave = |endpoint: Endpoint| {
        get(async move |Path(chave): Path<String>, e, f, c| responder(endpoint, Some(chave), e, f, c).await)
    };
    Router::new()
        .route(&api("/empreendimentos/pessoa"), sem_chave(Endpoint::CvEmpreendimentos))
        .route(&api("/empreendimento"), sem_chave(Endpoint::CvEmpreendimentos))
        .route(&api("/unidades/{idunidade}"), com_chave(Endpoint::CvUnidade))
        .route(&api("/unidades/{idunidade}/documentos"), com_chave(Endpoint::CvDocumentos))
        .route(&api("/unidades/{idunidade}/pastas"), com_chave(Endpoint::CvPastas))
        .route(&api("/documento"), sem_chave(Endpoint::CvDocumentos))
        .route(&api("/documento/{iddocumento}"), com_chave(Endpoint::CvDocumento))
}

async fn responder(
    endpoint: Endpoint,
    chave: Option<String>,
    State(estado): State<Comum>,
    ConnectInfo(fio): ConnectInfo<Fio>,
    cabecalhos: HeaderMap,
) -> Response {
    com_token(&estado, &fio, &cabecalhos, endpoint, Papel::Cliente, |emissao: Emissao| {
        let carteira = estado.carteira();
        let cliente = dono(&carteira, emissao);
        let achado = cliente.and_then(|cliente| match endpoint {
            Endpoint::CvEmpreendimentos => Some(empreendimentos_de(cliente)),
            Endpoint::CvUnidade => unidade(&estado, cliente, emissao, chave.as_deref()?),
            Endpoint::CvDocumento => documento(&estado, cliente, chave.as_deref()?),
            _ => documentos(cliente, endpoint, chave.as_deref()),
        });
        Ok(achado.unwrap_or_else(|| {
            Resposta::Outra(Corpo::Json(
                StatusCode::NOT_FOUND,
                json!({"error": "Registro não encontrado", "code": 404}),
            ))
        }))
    })
    .await
}

/// Whose units somebody sees: one's own, or those of the titular whose contract one is in.
pub(super) fn dono(carteira: &Carteira, emissao: Emissao) -> Option<&Cliente> {
    carteira.da_pessoa(emissao.pessoa.titular.unwrap_or(emissao.pessoa.chave))
}

fn empreendimentos_de(cliente: &Cliente) -> Resposta {
    let mut nomes: Vec<&str> = cliente.contratos.iter().map(|c| c.empreendimento).collect();
    nomes.dedup();
    let linha = |e: &empreendimentos::Empreendimento| {
        json!({
            "idempreendimento": e.id, "idempreendimento_int": e.codigo, "nome": e.nome, "cidade": "Aracaju",
            "estado": "SE", "situacao_obra": e.situacao,
        })
    };
    let linhas = nomes.into_iter().filter_map(empreendimentos::por_nome).map(linha).collect();
    Resposta::Lista { linhas, em: Some("empreendimentos") }
}

fn unidade(estado: &Estado, cliente: &Cliente, emissao: Emissao, id: &str) -> Option<Resposta> {
    let livro = Livro { cliente, hoje: estado.hoje(), de: emissao.pessoa };
    let mut linha = livro.linhas(Endpoint::CvUnidades, Some(id)).pop()?;
    linha["tipologia"] = json!("Apartamento");
    linha["area_privativa"] = json!("84,50");
    linha["data_entrega"] = json!("30/09/2027");
    Some(Resposta::Json(json!({ "unidade": linha })))
}

/// Of one unit grouped by folder, of all of them flat.
fn documentos(cliente: &Cliente, endpoint: Endpoint, unidade: Option<&str>) -> Option<Resposta> {
    let unidades: Vec<&str> =
        cliente.contratos.iter().map(|c| c.id.as_str()).filter(|id| unidade.is_none_or(|u| u == *id)).collect();
    if unidades.is_empty() {
        return None;
    }
    if cliente.pessoa.chave == SEM_DOCUMENTOS {
        let erro = json!({"error": "Nenhum documento encontrado", "code": 400});
        return Some(Resposta::Outra(Corpo::Json(StatusCode::BAD_REQUEST, erro)));
    }
    let linha = |unidade: &str, (n, pasta, nome): (u32, &str, &str), plana: bool| {
        let mut linha = json!({
            "iddocumento": format!("{unidade}{n:02}"), "nome": nome, "tipo": "PDF", "data_cad": "2025-03-10 10:00:00",
        });
        if plana {
            linha["pasta"] = json!(pasta);
            linha["idunidade"] = json!(unidade);
        }
        linha
    };
    let pastas = ["Contratos", "Obra"].into_iter().zip(1_u32..);
    let linhas: Vec<Value> = match (endpoint, unidade) {
        (Endpoint::CvPastas, _) => pastas.map(|(nome, id)| json!({"idpasta": id, "nome": nome})).collect(),
        (_, None) => unidades.iter().flat_map(|u| DOCUMENTOS.map(|d| linha(u, d, true))).collect(),
        (_, Some(u)) => {
            let da_pasta = |pasta: &str| -> Vec<Value> {
                DOCUMENTOS.into_iter().filter(|(_, p, _)| *p == pasta).map(|d| linha(u, d, false)).collect()
            };
            pastas.map(|(nome, id)| json!({"idpasta": id, "pasta": nome, "documentos": da_pasta(nome)})).collect()
        }
    };
    Some(Resposta::Lista { linhas, em: unidade.is_none().then_some("documentos") })
}

fn documento(estado: &Estado, cliente: &Cliente, id: &str) -> Option<Resposta> {
    nome_do_documento(cliente, id)?;
    let url = link(estado, &format!("documento.{}.{id}", cliente.pessoa.chave))?;
    Some(Resposta::Json(json!({"sucesso": true, "dados": {"link": url.as_str()}})))
}

/// What a document is called, and of which unit it is.
pub(super) fn nome_do_documento<'a>(cliente: &'a Cliente, id: &str) -> Option<(&'static str, &'a str)> {
    if cliente.pessoa.chave == SEM_DOCUMENTOS {
        return None;
    }
    let contrato = cliente.contratos.iter().find(|c| id.strip_prefix(c.id.as_str()).is_some_and(|n| n.len() == 2))?;
    let numero: u32 = id.strip_prefix(contrato.id.as_str())?.parse().ok()?;
    let (_, _, nome) = DOCUMENTOS.into_iter().find(|(n, ..)| *n == numero)?;
    Some((nome, contrato.unidade))
}
