//! The ERP: the REST contract, requests 1 to 7, and the documents it links to.

mod arquivos;
mod condominio;
mod linhas;

use axum::{
    Extension, Router,
    extract::{ConnectInfo, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::Response,
    routing::get,
};
use serde_json::{Value, json};

use self::arquivos::Enderecos;
use crate::{
    carteira::{Carteira, Cliente},
    estado::Comum,
    falhas::{Corpo, Endpoint, Sitio, TipoFalha, deformar, servir},
    fio::Fio,
    opcoes::{FormaLista, VersaoErp},
};

/// Routes, at the contract's default paths.
pub(crate) fn rotas(estado: Comum) -> Router {
    let recurso = |endpoint: Endpoint| get(consultar).layer(Extension(endpoint));
    Router::new()
        .route("/clientes", recurso(Endpoint::Clientes))
        .route("/contratos", recurso(Endpoint::Contratos))
        .route("/boletos-abertos", recurso(Endpoint::BoletosAbertos))
        .route("/notas-fiscais", recurso(Endpoint::NotasFiscais))
        .route("/extratos-financeiros", recurso(Endpoint::Extratos))
        .route("/declaracoes-quitacao", recurso(Endpoint::Quitacoes))
        .route("/instalacoes-produtos", recurso(Endpoint::Instalacoes))
        .route("/condominios", recurso(Endpoint::Condominios))
        .route("/arquivos/{nome}", get(arquivos::arquivo))
        .with_state(estado)
}

/// What was asked, under any of the contract's names.
#[derive(Debug, Default)]
struct Pedido {
    documento: Option<String>,
    id_cliente: Option<String>,
    contrato: Option<String>,
}

impl Pedido {
    fn ler(pares: Vec<(String, String)>) -> Self {
        let mut pedido = Self::default();
        for (nome, valor) in pares {
            let campo = match nome.as_str() {
                "document" | "documento" | "cnpj_cpf" | "document_number" => &mut pedido.documento,
                "id_cliente" | "id_remoto" => &mut pedido.id_cliente,
                "id_contrato" | "contract_id" => &mut pedido.contrato,
                _ => continue,
            };
            *campo = Some(valor).filter(|v| !v.is_empty());
        }
        pedido
    }

    /// The customer both keys agree on.
    fn cliente<'a>(&self, carteira: &'a Carteira) -> Option<&'a Cliente> {
        match (&self.documento, &self.id_cliente) {
            (Some(documento), id) => {
                carteira.por_documento(documento).filter(|c| id.as_ref().is_none_or(|id| c.id == *id))
            }
            (None, Some(id)) => carteira.por_id(id),
            (None, None) => None,
        }
    }
}

async fn consultar(
    State(estado): State<Comum>,
    Extension(endpoint): Extension<Endpoint>,
    ConnectInfo(fio): ConnectInfo<Fio>,
    Query(pares): Query<Vec<(String, String)>>,
    cabecalhos: HeaderMap,
) -> Response {
    estado.contagem.somar(endpoint);
    let pedido = Pedido::ler(pares);
    let carteira = estado.carteira();
    let cliente = pedido.cliente(&carteira);
    // A fault may aim at somebody the ERP does not know, so the document is looked up among everybody.
    let pessoa = cliente.map(|c| c.pessoa.chave).or_else(|| {
        let documento = pedido.documento.as_deref()?;
        crate::pessoas::todas().find(|p| p.documento_normalizado() == documento).map(|p| p.chave)
    });
    let falha = estado.falhas.para(endpoint, pessoa);
    let corpo = responder(&estado, endpoint, &pedido, &carteira, cliente, falha, &cabecalhos);
    servir(&fio, Sitio::Erp, falha, corpo, estado.parada()).await
}

fn responder(
    estado: &Comum,
    endpoint: Endpoint,
    pedido: &Pedido,
    carteira: &Carteira,
    cliente: Option<&Cliente>,
    falha: Option<TipoFalha>,
    cabecalhos: &HeaderMap,
) -> Corpo {
    let esperado = format!("Bearer {}", estado.token_erp);
    if cabecalhos.get(header::AUTHORIZATION).is_none_or(|v| v.as_bytes() != esperado.as_bytes()) {
        return Corpo::Json(StatusCode::UNAUTHORIZED, crate::falhas::nao_autorizado(Sitio::Erp));
    }
    let forma = estado.forma();
    let antiga = forma.versao == VersaoErp::Antiga;
    if antiga && endpoint == Endpoint::Contratos {
        return Corpo::Json(StatusCode::NOT_FOUND, json!({"error": "Rota inexistente", "code": 404}));
    }
    let exigido = match (endpoint, antiga) {
        (Endpoint::Clientes, _) => ("cnpj_cpf", pedido.documento.is_some() || pedido.id_cliente.is_some()),
        (_, true) => ("id_cliente", pedido.id_cliente.is_some()),
        (_, false) => ("document", pedido.documento.is_some() || pedido.id_cliente.is_some()),
    };
    if let (parametro, false) = exigido {
        let erro = format!("Parâmetro {parametro} obrigatório");
        return Corpo::Json(StatusCode::BAD_REQUEST, json!({"error": erro, "code": 400}));
    }

    let linhas_de = |cliente: &Cliente| -> Vec<Value> {
        if endpoint == Endpoint::Condominios {
            return condominio::linhas(cliente.pessoa, carteira.hoje);
        }
        let contrato = pedido.contrato.as_deref();
        let enderecos = Enderecos::de(estado, falha, Some(cliente.pessoa.chave));
        linhas::de(endpoint, cliente, contrato, forma.versao, enderecos)
    };
    let de_outro = || {
        // The customer after this one, so that two people are never each other's stranger by accident.
        let posicao = cliente.and_then(|c| carteira.clientes.iter().position(|o| o.id == c.id));
        let quantos = carteira.clientes.len();
        let outros = (1..quantos).filter_map(|i| carteira.clientes.get((posicao.unwrap_or(0) + i) % quantos));
        let mut outros = outros.map(|outro| {
            let mut linhas = linhas_de(outro);
            linhas.truncate(2);
            let documento = json!(outro.pessoa.documento_normalizado());
            for linha in linhas.iter_mut().filter_map(Value::as_object_mut) {
                linha.entry("document_number").or_insert_with(|| documento.clone());
            }
            linhas
        });
        outros.find(|linhas| !linhas.is_empty()).unwrap_or_default()
    };

    if endpoint == Endpoint::Clientes {
        let Some(cliente) = cliente else {
            return Corpo::Json(StatusCode::NOT_FOUND, json!({"error": "Cliente não encontrado", "code": 404}));
        };
        let mut registro = linhas_de(cliente).pop().unwrap_or_default();
        deformar(falha, &mut registro, de_outro);
        return Corpo::Json(StatusCode::OK, registro);
    }
    let mut lista = Value::Array(cliente.map(linhas_de).unwrap_or_default());
    deformar(falha, &mut lista, de_outro);
    Corpo::Json(StatusCode::OK, embrulhar(lista, endpoint, forma.lista))
}

fn embrulhar(lista: Value, endpoint: Endpoint, forma: FormaLista) -> Value {
    let (nome, chave) = match endpoint {
        Endpoint::Contratos => ("contratos", "remote_id"),
        Endpoint::BoletosAbertos => ("boletos", "id_fatura"),
        Endpoint::NotasFiscais => ("notas_fiscais", "id_nota"),
        Endpoint::Extratos => ("extratos", "id_nota"),
        Endpoint::Quitacoes => ("declaracoes", "id_quitacao"),
        _ => ("instalacoes", "id_servico"),
    };
    match forma {
        FormaLista::Pura => lista,
        FormaLista::Nomeada => json!({ nome: lista }),
        FormaLista::JsonApi => {
            let linhas = lista.as_array().map(Vec::as_slice).unwrap_or_default();
            let dados: Vec<Value> =
                linhas.iter().map(|linha| json!({"type": nome, "id": linha.get(chave), "attributes": linha})).collect();
            json!({ "data": dados })
        }
    }
}
