//! For developers: what is simulated, and switches for faults and dialect while it runs.

use std::{fmt::Write as _, sync::PoisonError};

use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::json;

use super::html::{Texto, documento};
use crate::{
    estado::{Comum, Estado},
    falhas::{Alvo, Endpoint, Falha, TIPOS},
    opcoes::FormaErp,
    pessoas::PESSOAS,
};

pub(super) fn rotas() -> Router<Comum> {
    Router::new()
        .route("/simulador", get(explicar))
        .route("/simulador/falhas", get(ver).post(mudar))
        .route("/simulador/erp", post(mudar_erp))
}

/// Either the whole set (`falhas`), or one target and its fault (`normal` or nothing switches it off).
#[derive(Debug, Default, Deserialize)]
struct Mudanca {
    falhas: Option<String>,
    alvo: Option<String>,
    pessoa: Option<String>,
    falha: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Dialeto {
    versao: Option<String>,
    lista: Option<String>,
}

async fn ver(State(estado): State<Comum>, cabecalhos: HeaderMap) -> Response {
    if quer_html(&cabecalhos) { pagina_de_falhas(&estado, StatusCode::OK, None) } else { em_json(&estado) }
}

async fn mudar(State(estado): State<Comum>, cabecalhos: HeaderMap, corpo: Bytes) -> Response {
    let resultado = ler::<Mudanca>(&cabecalhos, &corpo).and_then(|mudanca| aplicar(&estado, &mudanca));
    match (resultado, quer_html(&cabecalhos)) {
        (Ok(()), true) => Redirect::to("/simulador/falhas").into_response(),
        (Ok(()), false) => em_json(&estado),
        (Err(erro), true) => pagina_de_falhas(&estado, StatusCode::BAD_REQUEST, Some(&erro)),
        (Err(erro), false) => (StatusCode::BAD_REQUEST, Json(json!({ "erro": erro }))).into_response(),
    }
}

async fn mudar_erp(State(estado): State<Comum>, cabecalhos: HeaderMap, corpo: Bytes) -> Response {
    let resultado = ler::<Dialeto>(&cabecalhos, &corpo).and_then(|dialeto| {
        let mut forma = estado.forma();
        if let Some(versao) = dialeto.versao {
            forma.versao = versao.parse().map_err(|e| format!("versao: {e}"))?;
        }
        if let Some(lista) = dialeto.lista {
            forma.lista = lista.parse().map_err(|e| format!("lista: {e}"))?;
        }
        *estado.forma_erp.write().unwrap_or_else(PoisonError::into_inner) = forma;
        Ok(())
    });
    match (resultado, quer_html(&cabecalhos)) {
        (Ok(()), true) => Redirect::to("/simulador/falhas").into_response(),
        (Ok(()), false) => em_json(&estado),
        (Err(erro), true) => pagina_de_falhas(&estado, StatusCode::BAD_REQUEST, Some(&erro)),
        (Err(erro), false) => (StatusCode::BAD_REQUEST, Json(json!({ "erro": erro }))).into_response(),
    }
}

fn aplicar(estado: &Estado, mudanca: &Mudanca) -> Result<(), String> {
    if let Some(lista) = &mudanca.falhas {
        return estado.falhas.definir(lista).map_err(|e| e.to_string());
    }
    let Some(alvo) = &mudanca.alvo else {
        return Err("informe `falhas` (a lista toda) ou `alvo` e `falha`".to_owned());
    };
    let mut alvo = alvo.clone();
    if let Some(pessoa) = mudanca.pessoa.as_deref().filter(|p| !p.is_empty()) {
        alvo = format!("{alvo}@{pessoa}");
    }
    let alvo: Alvo = alvo.parse().map_err(|e: crate::falhas::ErroFalha| e.to_string())?;
    match mudanca.falha.as_deref().map(str::trim).unwrap_or_default() {
        "" | "normal" => estado.falhas.desligar(&alvo),
        tipo => {
            let tipo = tipo.parse().map_err(|e: crate::falhas::ErroFalha| e.to_string())?;
            estado.falhas.ligar(Falha { alvo, tipo });
        }
    }
    Ok(())
}

fn ler<T: for<'de> Deserialize<'de>>(cabecalhos: &HeaderMap, corpo: &[u8]) -> Result<T, String> {
    if tipo_contem(cabecalhos, &header::CONTENT_TYPE, "json") {
        return serde_json::from_slice(corpo).map_err(|e| format!("JSON ilegível: {e}"));
    }
    let pares: serde_json::Map<String, serde_json::Value> =
        url::form_urlencoded::parse(corpo).map(|(nome, valor)| (nome.into_owned(), json!(valor))).collect();
    serde_json::from_value(pares.into()).map_err(|e| format!("formulário ilegível: {e}"))
}

pub(super) fn quer_html(cabecalhos: &HeaderMap) -> bool {
    tipo_contem(cabecalhos, &header::ACCEPT, "text/html")
}

fn tipo_contem(cabecalhos: &HeaderMap, nome: &header::HeaderName, trecho: &str) -> bool {
    cabecalhos.get(nome).and_then(|v| v.to_str().ok()).is_some_and(|v| v.contains(trecho))
}

fn em_json(estado: &Estado) -> Response {
    let forma = estado.forma();
    let falhas: Vec<_> = estado
        .falhas
        .atuais()
        .iter()
        .map(|f| json!({"alvo": f.alvo.to_string(), "falha": f.tipo.to_string()}))
        .collect();
    let chamadas: serde_json::Map<_, _> =
        estado.contagem.todas().into_iter().map(|(e, n)| (e.nome().to_owned(), json!(n))).collect();
    Json(json!({
        "falhas": falhas,
        "erp": {"versao": forma.versao.nome(), "lista": forma.lista.nome()},
        "chamadas": chamadas,
    }))
    .into_response()
}

fn pagina_de_falhas(estado: &Estado, status: StatusCode, erro: Option<&str>) -> Response {
    let mut ligadas = String::new();
    for falha in estado.falhas.atuais() {
        let _ = write!(
            ligadas,
            "<li><code>{falha}</code><form method=\"post\"><input type=\"hidden\" name=\"alvo\" value=\"{}\">\
             <button class=\"botao leve\">Desligar</button></form></li>",
            falha.alvo
        );
    }
    if ligadas.is_empty() {
        ligadas.push_str("<li>Nenhuma: tudo responde normalmente.</li>");
    }
    let mut alvos = "<option value=\"erp\">erp (tudo)</option><option value=\"cv\">cv (tudo)</option><option value=\"uau\">uau (tudo)</option>".to_owned();
    for endpoint in Endpoint::TODOS {
        let _ = write!(alvos, "<option>{endpoint}</option>");
    }
    let mut pessoas = "<option value=\"\">todas as pessoas</option>".to_owned();
    for pessoa in PESSOAS {
        let _ = write!(pessoas, "<option>{}</option>", pessoa.chave);
    }
    let mut tipos = "<option>normal</option>".to_owned();
    for (nome, texto) in TIPOS {
        let _ = write!(tipos, "<option value=\"{nome}\">{nome}: {}</option>", Texto(texto));
    }
    let mut chamadas = String::new();
    for (endpoint, quantas) in estado.contagem.todas() {
        let _ = write!(chamadas, "<tr><th scope=\"row\"><code>{endpoint}</code></th><td>{quantas}</td></tr>");
    }
    if chamadas.is_empty() {
        chamadas.push_str("<tr><td colspan=\"2\">Nenhuma ainda.</td></tr>");
    }
    let erro = erro.map(|e| format!("<p class=\"erro\" role=\"alert\">{}</p>", Texto(e))).unwrap_or_default();
    let corpo = format!(
        "<main class=\"guia\"><p><a href=\"/simulador\">Simulador</a></p><h1>Falhas</h1>{erro}\
         <section class=\"cartao\"><h2>Ligadas agora</h2><ul class=\"ligadas\">{ligadas}</ul></section>\
         <section class=\"cartao\"><h2>Ligar ou desligar</h2><form method=\"post\" class=\"campos\">\
         <label>Onde<select name=\"alvo\">{alvos}</select></label><label>Para quem<select name=\"pessoa\">{pessoas}</select></label>\
         <label>Falha<select name=\"falha\">{tipos}</select></label><button class=\"botao\">Aplicar</button></form>\
         <form method=\"post\" class=\"campos\"><label><span>Ou a lista toda, como em <code>--faults</code> (vazia desliga tudo)</span>\
         <input name=\"falhas\" placeholder=\"erp.boletos-abertos=lento:10s,cv.pessoa@doralice=500\"></label>\
         <button class=\"botao leve\">Definir</button></form></section>\
         <section class=\"cartao\"><h2>Dialeto do ERP</h2>{}</section>\
         <section class=\"cartao\"><h2>Chamadas recebidas</h2><table>{chamadas}</table></section></main>",
        dialeto(estado.forma())
    );
    documento(status, "Falhas", &corpo)
}

fn dialeto(forma: FormaErp) -> String {
    let opcoes = |nomes: &[&str], atual: &str| {
        nomes.iter().fold(String::new(), |mut html, nome| {
            let marca = if *nome == atual { " selected" } else { "" };
            let _ = write!(html, "<option{marca}>{nome}</option>");
            html
        })
    };
    format!(
        "<form method=\"post\" action=\"/simulador/erp\" class=\"campos\"><label>Versão dos campos<select name=\"versao\">{}</select>\
         </label><label>Forma das listas<select name=\"lista\">{}</select></label><button class=\"botao leve\">Trocar</button></form>",
        opcoes(&["nova", "antiga"], forma.versao.nome()),
        opcoes(&["pura", "nomeada", "json-api"], forma.lista.nome())
    )
}

async fn explicar(State(estado): State<Comum>) -> Response {
    let mut pessoas = String::new();
    for pessoa in PESSOAS {
        let _ = write!(
            pessoas,
            "<tr><th scope=\"row\"><code>{}</code></th><td>{}</td><td>{}</td><td>{}</td></tr>",
            pessoa.chave,
            Texto(pessoa.nome),
            Texto(pessoa.documento),
            Texto(pessoa.demonstra)
        );
    }
    let mut tipos = String::new();
    for (nome, texto) in TIPOS {
        let _ = write!(tipos, "<tr><th scope=\"row\"><code>{nome}</code></th><td>{}</td></tr>", Texto(texto));
    }
    let plugin = estado.plugin();
    let corpo = format!(
        "<main class=\"guia\"><h1>Simulador</h1>\
         <p>Este processo faz o papel do CVCRM e de um ERP, por HTTP de verdade. As pessoas são fictícias, os dados são \
         refeitos a cada dia, e os boletos e códigos Pix têm dígitos corretos, mas não existem em banco nenhum.</p>\
         <ul class=\"enderecos\"><li><a href=\"/cliente/login\">Portal do Cliente</a>: entre como alguém e abra Financeiro</li>\
         <li><a href=\"/simulador/falhas\">Falhas</a>: o que pode dar errado, ligado e desligado na hora</li>\
         <li><a href=\"/gestor/\">Painel do gestor</a>: o plugin como a equipe o vê</li>\
         <li><a href=\"/simulador/envios\">Mensagens enviadas</a>: os códigos que o CV mandou por e-mail e SMS</li>\
         <li>API do CV: <code>{}api/v1/cliente/pessoa</code></li><li>ERP: <code>{}boletos-abertos?document=…</code> \
         (<code>Authorization: Bearer</code>)</li><li>Plugin: <code>{}</code></li></ul>\
         <section class=\"cartao\"><h2>Pessoas</h2><p>A senha de cada uma é <code>demo-</code> e a chave, como em \
         <code>demo-doralice</code>; o e-mail é a chave e <code>@exemplo.example</code>.</p><div class=\"rolagem\"><table><thead><tr><th>Chave</th><th>Nome</th>\
         <th>Documento</th><th>O que mostra</th></tr></thead><tbody>{pessoas}</tbody></table></div></section>\
         <section class=\"cartao\"><h2>Página do plugin</h2><p><code>/cliente/plugin/financeiro</code> aceita na consulta:</p>\
         <dl><dt><code>altura=640</code></dt><dd>altura do iframe, de 200 a 4000</dd>\
         <dt><code>sandbox=1</code></dt><dd>põe o iframe em sandbox</dd>\
         <dt><code>entrega=query|post|header</code></dt><dd>como o token é entregue</dd>\
         <dt><code>parametro=token</code></dt><dd>nome do parâmetro ou campo</dd>\
         <dt><code>papel=cliente|sindico|gestor</code></dt><dd>qual plugin abrir</dd>\
         <dt><code>token=expirado|reusado|invalido</code></dt><dd>para ver as páginas de recusa</dd>\
         <dt><code>pessoa=doralice</code></dt><dd>abre como outra pessoa, sem sair da sessão</dd></dl></section>\
         <section class=\"cartao\"><h2>Falhas</h2><p>Escreva <code>alvo=falha</code>, separadas por vírgula. O alvo é \
         <code>erp</code>, <code>cv</code> ou um endpoint, com <code>@pessoa</code> no fim se for só para alguém; vale a mais \
         específica. Exemplo: <code>erp.boletos-abertos=lento:10s,cv.pessoa@doralice=500</code>.</p><div class=\"rolagem\">\
         <table><tbody>{tipos}</tbody></table></div>\
         <p>Por programa: <code>POST /simulador/falhas</code> com <code>{{\"falhas\":\"erp=fora\"}}</code> troca a lista toda; com \
         <code>{{\"alvo\":\"erp.contratos\",\"falha\":\"500\"}}</code> muda uma (<code>\"normal\"</code> desliga). \
         <code>POST /simulador/lancar</code> com <code>{{\"pessoa\":\"doralice\",\"entrega\":\"header\"}}</code> lança o plugin a partir \
         do servidor e mostra a resposta.</p></section></main>",
        Texto(estado.portal_url.as_str()),
        Texto(estado.erp_url.as_str()),
        Texto(plugin.as_ref().map_or("ainda não informado", url::Url::as_str)),
    );
    documento(StatusCode::OK, "Simulador", &corpo)
}
