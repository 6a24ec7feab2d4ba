//! UAU (`uauAPI`) over the same books, with the habits of the real one: two headers, a bare token, schema rows, several
//! wrappers, base64 documents, two calls at a time, slow after three hundred, and no question about whose data it is.

mod acesso;
mod linhas;
mod livro;
mod pedido;

use axum::{
    Router,
    body::Bytes,
    extract::{ConnectInfo, Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::post,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

pub(crate) use acesso::Acesso;

use self::{
    acesso::erro,
    linhas::{resultado_pix, tabela, tipos},
    livro::Livro,
    pedido::Pedido,
};
use crate::{
    carteira::{Carteira, Cliente},
    estado::{Comum, Estado},
    falhas::{Corpo, Endpoint, Sitio, TipoFalha, deformar, servir},
    fio::Fio,
    pdf,
};

/// Routes: one, as all methods are alike. `v1` and `v1.0` are the same.
pub(crate) fn rotas(estado: Comum) -> Router {
    Router::new()
        .route("/uauAPI/api/{versao}/{controller}/{metodo}", post(chamar))
        .fallback(async || desconhecido())
        .with_state(estado)
}

fn endpoint(controller: &str, metodo: &str) -> Option<Endpoint> {
    Some(match format!("{controller}/{metodo}").to_lowercase().as_str() {
        "autenticador/autenticarusuario" => Endpoint::UauLogin,
        "pessoas/consultarpessoasporcpfcnpj" => Endpoint::UauPessoas,
        "venda/consultarunidadescompradasporcpfcnpj" => Endpoint::UauCompradas,
        "pessoas/consultarunidades" => Endpoint::UauUnidades,
        "venda/buscartiposdeparcelas" => Endpoint::UauTipos,
        "venda/consultarparcelasdavenda" => Endpoint::UauParcelas,
        "venda/buscarparcelasrecebidas" => Endpoint::UauRecebidas,
        "recebiveis/parcelasecobrancasdocliente" => Endpoint::UauCobrancas,
        "boletoservices/consultarboletosdocliente" => Endpoint::UauBoletos,
        "boletoservices/consultarboletosreimpressao" => Endpoint::UauReimpressao,
        "boletoservices/consultarstatusboleto" => Endpoint::UauStatus,
        "pix/pixporparcelas" => Endpoint::UauPix,
        "boletoservices/gerarpdfboleto" => Endpoint::UauPdfBoleto,
        "extratodocliente/gerarpdfextratocliente" => Endpoint::UauPdfExtrato,
        "relatorioirpf/gerarpdfrelirpf" => Endpoint::UauPdfInforme,
        "venda/gerarboletobancario" | "pix/gerarcobrancavenda" | "boletoservices/alterardatavencimento" => {
            Endpoint::UauEscrita
        }
        _ => return None,
    })
}

fn desconhecido() -> Response {
    let corpo = json!({"Message": "No HTTP resource was found that matches the request URI."});
    (StatusCode::NOT_FOUND, axum::Json(corpo)).into_response()
}

async fn chamar(
    State(estado): State<Comum>,
    ConnectInfo(fio): ConnectInfo<Fio>,
    Path((versao, controller, metodo)): Path<(String, String, String)>,
    cabecalhos: HeaderMap,
    bytes: Bytes,
) -> Response {
    let Some(endpoint) = endpoint(&controller, &metodo).filter(|_| ["v1", "v1.0"].contains(&versao.as_str())) else {
        return desconhecido();
    };
    estado.contagem.somar(endpoint);
    let Some(_vaga) = estado.uau.vaga() else {
        return (StatusCode::SERVICE_UNAVAILABLE, "<h2>Service Unavailable</h2>").into_response();
    };
    if bytes.is_empty() {
        // IIS answers before the application is reached.
        return (StatusCode::LENGTH_REQUIRED, "<h2>Length Required</h2>").into_response();
    }
    let agora = estado.relogio.agora();
    let espera = estado.uau.espera(agora);
    let carteira = estado.carteira();
    let pedido = Pedido(serde_json::from_slice(&bytes).unwrap_or_default());
    let cliente = pedido.cliente(endpoint, &carteira);
    let pessoa = cliente.map(|c| c.pessoa.chave).or_else(|| pedido.pessoa());
    let falha = estado.falhas.para(endpoint, pessoa);
    let corpo = match estado.uau.integracao(&cabecalhos) {
        Err((status, corpo)) => Corpo::Json(status, corpo),
        Ok(()) if endpoint == Endpoint::UauLogin => match estado.uau.entrar(&pedido.0, agora) {
            Ok(token) => Corpo::Json(StatusCode::OK, Value::String(token)),
            Err((status, corpo)) => Corpo::Json(status, corpo),
        },
        Ok(()) if !estado.uau.sessao(&cabecalhos, agora) => {
            Corpo::Json(StatusCode::UNAUTHORIZED, erro("Usuário não está logado!"))
        }
        Ok(()) => match responder(&estado, endpoint, &pedido, &carteira, cliente, falha) {
            Ok(corpo) => Corpo::Json(StatusCode::OK, corpo),
            Err(mensagem) => Corpo::Json(StatusCode::BAD_REQUEST, erro(mensagem)),
        },
    };
    if let Some(espera) = espera {
        tokio::select! {
            () = tokio::time::sleep(espera) => {}
            () = estado.parada() => {}
        }
    }
    servir(&fio, Sitio::Uau, falha, corpo, estado.parada()).await
}

/// The answer of a method, or the message of its status 400.
fn responder(
    estado: &Estado,
    endpoint: Endpoint,
    pedido: &Pedido,
    carteira: &Carteira,
    cliente: Option<&Cliente>,
    falha: Option<TipoFalha>,
) -> Result<Value, &'static str> {
    let linhas = |cliente: &Cliente| lista(endpoint, pedido, &Livro::de(cliente), estado);
    let mut corpo = match endpoint {
        Endpoint::UauTipos => tipos(),
        Endpoint::UauStatus => {
            let status = cliente.and_then(|c| pedido.boleto(&Livro::de(c)).map(|b| b.estado as i32));
            return Ok(json!({"Status": status.unwrap_or(3), "Ocorrencia": 0}));
        }
        Endpoint::UauPix => {
            let resultados: Vec<Value> = pedido
                .parcelas()
                .iter()
                .map(|parcela| {
                    let livro = parcela.cliente(Endpoint::UauPix, carteira).map(Livro::de);
                    resultado_pix(livro.as_ref().and_then(|livro| parcela.boleto_da_parcela(livro)))
                })
                .collect();
            return Ok(match <[Value; 1]>::try_from(resultados) {
                // One result is an object, several are a list.
                Ok([unico]) => unico,
                Err(varios) => Value::Array(varios),
            });
        }
        Endpoint::UauPdfBoleto | Endpoint::UauPdfExtrato | Endpoint::UauPdfInforme => {
            return Ok(documento(endpoint, pedido, carteira, cliente, falha));
        }
        Endpoint::UauEscrita => return Err("Usuário sem permissão para gerar cobranças avulsas."),
        Endpoint::UauCobrancas if pedido.texto("Cpf").is_none_or(|c| c.len() != 11) => return Err("CPF inválido."),
        _ => Value::Array(cliente.map(linhas).unwrap_or_default()),
    };
    let de_outro = || {
        let posicao = cliente.and_then(|c| carteira.clientes.iter().position(|o| o.id == c.id)).unwrap_or(0);
        let quantos = carteira.clientes.len();
        let outros = (1..quantos).filter_map(|i| carteira.clientes.get((posicao + i) % quantos));
        let mut outros = outros.map(|outro| {
            let livro = Livro::de(outro);
            // A question about one sale is answered for a sale of the other.
            let venda = livro.vendas().first().map(|v| v.numero).unwrap_or_default();
            let mut linhas = lista(endpoint, &pedido.com_venda(venda), &livro, estado);
            linhas.truncate(2);
            for linha in linhas.iter_mut().filter_map(Value::as_object_mut) {
                linha.entry("CpfCnpj").or_insert_with(|| json!(outro.pessoa.documento_normalizado()));
            }
            linhas
        });
        outros.find(|linhas| !linhas.is_empty()).unwrap_or_default()
    };
    deformar(falha, &mut corpo, de_outro);
    Ok(embrulhar(endpoint, pedido, corpo))
}

/// Rows of a list before wrapping.
fn lista(endpoint: Endpoint, pedido: &Pedido, livro: &Livro<'_>, estado: &Estado) -> Vec<Value> {
    let vendas = livro.vendas();
    let venda = vendas.iter().find(|v| Some(v.numero) == pedido.venda());
    match (endpoint, venda) {
        (Endpoint::UauPessoas, _) => vec![livro.linha_pessoa()],
        (Endpoint::UauCompradas, _) => livro.linhas_compradas(),
        (Endpoint::UauUnidades, _) => livro.linhas_unidades(),
        (Endpoint::UauParcelas, Some(venda)) => {
            livro.linhas_abertas(venda, pedido.data("data_calculo").unwrap_or_else(|| estado.hoje()))
        }
        (Endpoint::UauRecebidas, Some(venda)) => livro.linhas_recebidas(venda),
        (Endpoint::UauCobrancas, _) => {
            livro.cobrancas(pedido.data("DataFimVencimento").unwrap_or(jiff::civil::Date::MAX))
        }
        (Endpoint::UauBoletos, _) => livro.linhas_boletos(),
        (Endpoint::UauReimpressao, Some(venda)) => livro.linhas_reimpressao(venda),
        _ => Vec::new(),
    }
}

/// Each method has its own way; `ConsultarParcelasDaVenda` has two.
fn embrulhar(endpoint: Endpoint, pedido: &Pedido, corpo: Value) -> Value {
    match endpoint {
        Endpoint::UauPessoas => json!([{ "Pessoas": tabela(corpo) }]),
        Endpoint::UauRecebidas => json!([{ "Recebidas": tabela(corpo) }]),
        Endpoint::UauReimpressao => json!([{ "BoletosReimpressao": tabela(corpo) }]),
        Endpoint::UauParcelas if pedido.venda().is_some_and(|v| v % 2 == 0) => json!([{ "MyTable": tabela(corpo) }]),
        Endpoint::UauParcelas => tabela(corpo),
        // A string with JSON in it.
        Endpoint::UauTipos => Value::String(corpo.to_string()),
        Endpoint::UauCobrancas if !corpo.is_null() => json!({ "Vendas": corpo }),
        _ => corpo,
    }
}

/// Base64 in a JSON string; empty when there is nothing to print. Nobody asks whose it is.
fn documento(
    endpoint: Endpoint,
    pedido: &Pedido,
    carteira: &Carteira,
    cliente: Option<&Cliente>,
    falha: Option<TipoFalha>,
) -> Value {
    let livro = cliente.map(Livro::de);
    let pdf = livro.and_then(|livro| match endpoint {
        Endpoint::UauPdfBoleto => pedido.boleto(&livro).map(|b| livro.pdf_do_boleto(b, carteira)),
        Endpoint::UauPdfExtrato => pedido.venda().map(|venda| livro.pdf_do_extrato(venda)),
        _ => livro.pdf_do_informe(&pedido.vendas_do_informe(), pedido.ano()?),
    });
    let texto = pdf.map(|bytes| STANDARD.encode(bytes)).unwrap_or_default();
    Value::String(match falha {
        Some(TipoFalha::Vazio) => String::new(),
        Some(TipoFalha::PdfVazio) => STANDARD.encode(pdf::sem_paginas()),
        Some(TipoFalha::Base64Lixo) => format!("{0}=={0}", texto.trim_end_matches('=')),
        _ => texto,
    })
}
