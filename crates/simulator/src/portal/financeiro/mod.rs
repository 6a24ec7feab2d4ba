//! CV's own Financeiro over the same books, as CV offers it for the ERP it integrates: everything by the person's token.
//!
//! Paths are CV's, both of its reference and of its help article; bodies are our invention, in CV's many manners: "none" is 204
//! here, 404 there and 400 elsewhere, lists are bare, wrapped, in pages or grouped by unit.

mod arquivos;
mod linhas;

use axum::{
    Router,
    extract::{ConnectInfo, Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::Response,
    routing::get,
};
use serde_json::{Value, json};

pub(super) use self::{arquivos::link, linhas::Livro};
use super::{api::enviar, imovel};
use crate::{
    carteira::Cliente,
    estado::{Comum, Estado},
    falhas::{Corpo, Endpoint, Sitio, TipoFalha, deformar, nao_autorizado},
    fio::Fio,
    pessoas::{Papel, Pessoa},
};

/// Rows of a page of the statement, unless asked otherwise.
const POR_PAGINA: usize = 200;

pub(super) fn rotas() -> Router<Comum> {
    let api = |caminho: &str| format!("/api/v1/cliente{caminho}");
    let sem_chave =
        |endpoint: Endpoint| get(async move |e, f, q, c| responder(endpoint, String::new(), e, f, q, c).await);
    let com_chave = |endpoint: Endpoint| {
        get(async move |Path(chave): Path<String>, e, f, q, c| responder(endpoint, chave, e, f, q, c).await)
    };
    Router::new()
        .route(&api("/unidades"), sem_chave(Endpoint::CvUnidades))
        .route(&api("/unidade"), sem_chave(Endpoint::CvUnidades))
        .route(&api("/contratos"), sem_chave(Endpoint::CvContratos))
        .route(&api("/contrato"), sem_chave(Endpoint::CvContratos))
        .route(&api("/financeiro/boletos/{idunidade}/segunda-via"), com_chave(Endpoint::CvBoletos))
        .route(&api("/boleto"), sem_chave(Endpoint::CvBoletos))
        .route(&api("/financeiro/boleto/gerar/{idboleto}"), com_chave(Endpoint::CvBoletoPdf))
        .route(&api("/boleto/{idboleto}"), com_chave(Endpoint::CvBoletoPdf))
        .route(&api("/financeiro/extrato"), sem_chave(Endpoint::CvExtrato))
        .route(&api("/financeiro/extrato/gerar"), sem_chave(Endpoint::CvExtratoPdf))
        .route(&api("/financeiro/saldo-devedor"), sem_chave(Endpoint::CvSaldo))
        .route(&api("/financeiro/unidades/imposto-de-renda"), sem_chave(Endpoint::CvInformes))
        .route(&api("/financeiro/retornar-imposto-de-renda/{idunidade}"), com_chave(Endpoint::CvInformePdf))
        .route(&api("/financeiro/antecipacao-parcelas/{idunidade}"), com_chave(Endpoint::CvAntecipacao))
        .route("/arquivos/cv/{nome}", get(arquivos::arquivo))
}

/// What was asked besides the path.
struct Pedido {
    chave: String,
    pares: Vec<(String, String)>,
}

impl Pedido {
    fn par(&self, nome: &str) -> Option<&str> {
        self.pares.iter().find(|(n, _)| n == nome).map(|(_, valor)| valor.as_str()).filter(|valor| !valor.is_empty())
    }
}

async fn responder(
    endpoint: Endpoint,
    chave: String,
    State(estado): State<Comum>,
    ConnectInfo(fio): ConnectInfo<Fio>,
    Query(pares): Query<Vec<(String, String)>>,
    cabecalhos: HeaderMap,
) -> Response {
    estado.contagem.somar(endpoint);
    let token = cabecalhos
        .get(header::AUTHORIZATION)
        .and_then(|v| v.to_str().ok())
        .and_then(|v| v.strip_prefix("Bearer "))
        .unwrap_or_default();
    // Faults of a person hit expired tokens too.
    let pessoa = estado.emissor.emissao(token).map(|e| e.pessoa);
    let falha = estado.falhas.para(endpoint, pessoa.map(|p| p.chave));
    let emissao = estado.emissor.valido(token, estado.relogio.agora()).filter(|e| e.papel == Papel::Cliente);
    let corpo = match emissao {
        None => Corpo::Json(StatusCode::UNAUTHORIZED, nao_autorizado(Sitio::Cv)),
        Some(emissao) => {
            let carteira = estado.carteira();
            let pedido = Pedido { chave, pares };
            // An associado sees whose home it is, and nothing of the titular's money.
            let cliente = match endpoint {
                Endpoint::CvUnidades | Endpoint::CvContratos => imovel::dono(&carteira, emissao),
                _ => carteira.da_pessoa(emissao.pessoa.chave),
            };
            match cliente {
                // CV has the person and no unit of theirs.
                None => nenhum(endpoint),
                Some(cliente) => {
                    livro(&estado, endpoint, &pedido, (cliente, emissao.pessoa), falha, &carteira.clientes)
                }
            }
        }
    };
    enviar(&estado, &fio, falha, corpo).await
}

fn livro(
    estado: &Estado,
    endpoint: Endpoint,
    pedido: &Pedido,
    (cliente, de): (&Cliente, &Pessoa),
    falha: Option<TipoFalha>,
    clientes: &[Cliente],
) -> Corpo {
    let livro = Livro { cliente, hoje: estado.hoje(), de };
    let chave = pedido.chave.as_str();
    let unidade = Some(chave).filter(|c| !c.is_empty()).or_else(|| pedido.par("idunidade"));
    if unidade.is_some_and(|unidade| endpoint != Endpoint::CvBoletoPdf && !livro.tem(unidade)) {
        return nao_encontrado("Unidade não encontrada");
    }
    let link = |documento: Option<String>| match documento.and_then(|nome| arquivos::link(estado, &nome)) {
        None => nao_encontrado("Documento não encontrado"),
        Some(url) => Corpo::Json(StatusCode::OK, json!({ "url": url.as_str() })),
    };
    let pessoa = cliente.pessoa.chave;
    match endpoint {
        Endpoint::CvBoletoPdf => {
            let boleto = cliente.boletos.iter().find(|b| b.fatura == chave);
            return link(boleto.map(|b| format!("boleto.{pessoa}.{}", b.fatura)));
        }
        Endpoint::CvExtratoPdf => return link(Some(format!("extrato.{pessoa}.todos"))),
        Endpoint::CvSaldo => return link(Some(format!("saldo.{pessoa}.todos"))),
        Endpoint::CvInformePdf => {
            let ano = pedido.par("ano").filter(|ano| livro.anos(chave).iter().any(|a| a.to_string() == **ano));
            return link(ano.map(|ano| format!("informe.{pessoa}.{chave}-{ano}")));
        }
        _ => {}
    }
    let mut lista = Value::Array(livro.linhas(endpoint, unidade));
    deformar(falha, &mut lista, || {
        let outros = clientes.iter().filter(|outro| outro.id != cliente.id);
        let de = |outro: &Cliente| Livro { cliente: outro, hoje: estado.hoje(), de: outro.pessoa }.alheias(endpoint);
        outros.map(de).find(|linhas| !linhas.is_empty()).unwrap_or_default()
    });
    if lista.as_array().is_some_and(Vec::is_empty) {
        return nenhum(endpoint);
    }
    embrulhar(endpoint, pedido, lista)
}

/// "None", the way of each route.
fn nenhum(endpoint: Endpoint) -> Corpo {
    match endpoint {
        Endpoint::CvBoletos => Corpo::Json(StatusCode::NO_CONTENT, Value::Null),
        Endpoint::CvExtrato => {
            Corpo::Json(StatusCode::BAD_REQUEST, json!({"error": "Nenhum dado encontrado", "code": 400}))
        }
        Endpoint::CvUnidades | Endpoint::CvAntecipacao => Corpo::Json(StatusCode::OK, json!([])),
        _ => nao_encontrado("Registro não encontrado"),
    }
}

fn nao_encontrado(mensagem: &str) -> Corpo {
    Corpo::Json(StatusCode::NOT_FOUND, json!({"error": mensagem, "code": 404}))
}

fn embrulhar(endpoint: Endpoint, pedido: &Pedido, lista: Value) -> Corpo {
    let corpo = match endpoint {
        Endpoint::CvBoletos if pedido.chave.is_empty() => json!({"sucesso": true, "boletos": lista, "codigo": 200}),
        Endpoint::CvContratos => json!({ "dados": lista }),
        Endpoint::CvExtrato => {
            let linhas = lista.as_array().map(Vec::as_slice).unwrap_or_default();
            let numero = pedido.par("pagina").and_then(|p| p.parse().ok()).unwrap_or(1_usize).max(1);
            let por_pagina = pedido.par("registros_por_pagina").and_then(|p| p.parse().ok()).unwrap_or(POR_PAGINA);
            let por_pagina = por_pagina.clamp(1, 500);
            let pagina: Vec<&Value> = linhas.iter().skip((numero - 1) * por_pagina).take(por_pagina).collect();
            json!({
                "pagina": numero, "registros": pagina.len(), "total_de_registros": linhas.len(),
                "total_de_paginas": linhas.len().div_ceil(por_pagina), "dados": pagina,
            })
        }
        _ => lista,
    };
    Corpo::Json(StatusCode::OK, corpo)
}
