//! The page that frames the plugin and hands it a token.

use axum::{
    Router,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use serde::Deserialize;
use url::Url;

use super::{
    html::{Texto, documento},
    lancamento,
    paginas::moldura,
    sessao::da_sessao,
    token::com_sinal,
};
use crate::{
    estado::{Comum, Estado},
    opcoes::Entrega,
    pessoas::{self, Papel, Pessoa},
};

const CAMINHO: &str = "/cliente/plugin/financeiro";
/// What a sandboxed frame is still allowed.
const SANDBOX: &str = "allow-scripts allow-forms allow-same-origin allow-popups";

pub(super) fn rotas() -> Router<Comum> {
    Router::new().route(CAMINHO, get(pagina))
}

/// What the address of the page may ask for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Consulta {
    /// Height of the frame in CSS pixels, 200 to 4000.
    altura: Option<u32>,
    /// `1` puts the frame in a sandbox.
    sandbox: Option<String>,
    /// `query`, `post` or `header`.
    entrega: Option<String>,
    /// Name of the parameter that carries the token.
    parametro: Option<String>,
    /// Role whose plugin is opened; by default the person's own.
    papel: Option<String>,
    /// `expirado`, `reusado` or `invalido`.
    token: Option<String>,
    /// Opens it as this person instead of the one logged in: an aid for tests and for two windows side by side.
    pub(super) pessoa: Option<String>,
}

async fn pagina(State(estado): State<Comum>, Query(consulta): Query<Consulta>, cabecalhos: HeaderMap) -> Response {
    let pedida = consulta.pessoa.as_deref().and_then(pessoas::por_chave);
    let Some(pessoa) = pedida.or_else(|| da_sessao(&estado, &cabecalhos)) else {
        return Redirect::to("/cliente/login").into_response();
    };
    match conteudo(&estado, &consulta, pessoa, CAMINHO).await {
        Ok((conteudo, classe)) => moldura(&estado, pessoa, CAMINHO, "Financeiro", &conteudo, classe),
        Err(resposta) => resposta,
    }
}

/// What the page at `caminho` shows that person, as HTML, with the class it wants; or the answer for an address that asks for
/// what there is not.
pub(super) async fn conteudo(
    estado: &Estado,
    consulta: &Consulta,
    pessoa: &'static Pessoa,
    caminho: &str,
) -> Result<(String, &'static str), Response> {
    let papel = match consulta.papel.as_deref() {
        None => pessoa.papel,
        Some(texto) => Papel::ler(texto).ok_or_else(|| pedido_ruim("papel", "cliente, sindico ou gestor"))?,
    };
    let parametro = consulta.parametro.clone().unwrap_or_else(|| estado.entrega.parametro().to_owned());
    let entrega = match consulta.entrega.as_deref().unwrap_or(estado.entrega.nome()) {
        "query" => Entrega::Query { parametro },
        "post" => Entrega::PostForm { parametro },
        "header" => Entrega::Header,
        _ => return Err(pedido_ruim("entrega", "query, post ou header")),
    };
    let Some(plugin) = estado.plugin() else {
        let conteudo = "<h1>Financeiro</h1><div class=\"cartao vazio\"><p>O endereço do plugin ainda não foi informado ao \
                        simulador.</p></div>";
        return Ok((conteudo.to_owned(), ""));
    };
    let token = match token_pedido(estado, &plugin, pessoa, papel, consulta.token.as_deref()).await {
        Ok(Some(token)) => token,
        Ok(None) => return Err(pedido_ruim("token", "expirado, reusado ou invalido")),
        Err(erro) => {
            tracing::error!(%erro, "o portal simulado não emitiu o token");
            return Err(documento(
                StatusCode::INTERNAL_SERVER_ERROR,
                "Erro",
                "<main class=\"centro\"><h1>Erro interno</h1></main>",
            ));
        }
    };
    let destino = endereco(&plugin, &estado.slug, papel);
    let quadro = Quadro {
        altura: consulta.altura.unwrap_or(640).clamp(200, 4000),
        sandbox: consulta.sandbox.as_deref() == Some("1"),
    };
    let conteudo = format!(
        "<h1 class=\"titulo-plugin\">Financeiro</h1>{}{}",
        quadro.html(&destino, &entrega, &token),
        bastidores(estado, &entrega, &quadro, &destino, caminho)
    );
    Ok((conteudo, "cheio"))
}

/// Where the plugin is registered at CV.
pub(super) fn endereco(plugin: &Url, slug: &str, papel: Papel) -> Url {
    let mut url = plugin.clone();
    url.set_path(&format!("/p/{slug}/{}", papel.nome()));
    url.set_query(None);
    url
}

/// A token as the address asks for it; `None` when the word is unknown.
async fn token_pedido(
    estado: &Estado,
    plugin: &Url,
    pessoa: &'static Pessoa,
    papel: Papel,
    pedido: Option<&str>,
) -> anyhow::Result<Option<String>> {
    let vida = com_sinal(estado.vida_token);
    let emitir = |vida| estado.emissor.emitir(pessoa, papel, &estado.slug, estado.relogio.agora(), vida);
    Ok(Some(match pedido {
        None => emitir(vida)?,
        Some("expirado") => emitir(-com_sinal(std::time::Duration::from_mins(10)))?,
        Some("invalido") => "isto-nao-e-um-token-que-o-cv-tenha-emitido".to_owned(),
        Some("reusado") => {
            let token = emitir(vida)?;
            // Somebody else uses it first, from another browser: that is what a stolen address looks like.
            if let Err(erro) =
                lancamento::por_consulta(&endereco(plugin, &estado.slug, papel), estado.entrega.parametro(), &token)
                    .await
            {
                tracing::warn!(%erro, "o primeiro uso do token reusado falhou; a página vai mostrá-lo como novo");
            }
            token
        }
        Some(_) => return Ok(None),
    }))
}

struct Quadro {
    altura: u32,
    sandbox: bool,
}

impl Quadro {
    fn html(&self, destino: &Url, entrega: &Entrega, token: &str) -> String {
        let sandbox = if self.sandbox { format!(" sandbox=\"{SANDBOX}\"") } else { String::new() };
        let iframe = |src: &str| {
            format!(
                "<iframe id=\"plugin\" name=\"plugin\" title=\"Financeiro\" width=\"100%\" height=\"{}\"{sandbox}{src}></iframe>",
                self.altura
            )
        };
        match entrega {
            Entrega::Query { parametro } => {
                let mut url = destino.clone();
                url.query_pairs_mut().append_pair(parametro, token);
                iframe(&format!(" src=\"{}\"", Texto(url.as_str())))
            }
            Entrega::PostForm { parametro } => format!(
                "{}<form method=\"post\" action=\"{}\" target=\"plugin\" data-lancar>\
                 <input type=\"hidden\" name=\"{}\" value=\"{}\"><noscript><button class=\"botao\">Abrir o Financeiro</button>\
                 </noscript></form><script src=\"/cliente/portal.js\" defer></script>",
                iframe(""),
                Texto(destino.as_str()),
                Texto(parametro),
                Texto(token)
            ),
            Entrega::Header => "<div class=\"cartao vazio\"><p>Um iframe não pode enviar o cabeçalho <code>Authorization</code>; \
                                 um portal que entregasse o token assim teria de buscar a página no servidor dele.</p>\
                                 <p class=\"suave\">Para testar essa entrega, use <code>POST /simulador/lancar</code>: o simulador faz \
                                 o lançamento e mostra a resposta. <a href=\"/simulador\">Como fazer</a></p></div>"
                .to_owned(),
        }
    }
}

/// A strip for developers under the frame.
fn bastidores(estado: &Estado, entrega: &Entrega, quadro: &Quadro, destino: &Url, caminho: &str) -> String {
    let sandbox = if quadro.sandbox { "com sandbox" } else { "sem sandbox" };
    let falhas = estado.falhas.atuais().len();
    let falhas = match falhas {
        0 => "nenhuma falha ligada".to_owned(),
        1 => "1 falha ligada".to_owned(),
        n => format!("{n} falhas ligadas"),
    };
    let ligacoes = [
        ("Abrir de novo", caminho.to_owned()),
        ("Entrega por POST", format!("{caminho}?entrega=post")),
        ("Com sandbox", format!("{caminho}?sandbox=1")),
        ("Token expirado", format!("{caminho}?token=expirado")),
        ("Token reusado", format!("{caminho}?token=reusado")),
        ("Token inválido", format!("{caminho}?token=invalido")),
        ("Provocar falhas", "/simulador/falhas".to_owned()),
    ]
    .map(|(rotulo, destino)| format!("<a href=\"{destino}\">{rotulo}</a>"))
    .join(" ");
    format!(
        "<details class=\"bastidores\"><summary>Bastidores do simulador</summary><p>Plugin em <code>{}</code>, entrega por {}, \
         token de {} segundos, quadro de {} px {sandbox}, {falhas}.</p><p class=\"ligacoes\">{ligacoes}</p></details>",
        Texto(destino.as_str()),
        entrega.nome(),
        estado.vida_token.as_secs(),
        quadro.altura,
    )
}

fn pedido_ruim(parametro: &str, aceitos: &str) -> Response {
    let corpo = format!(
        "<main class=\"centro\"><h1>Endereço incorreto</h1><p>O parâmetro <code>{parametro}</code> aceita {aceitos}.</p></main>"
    );
    documento(StatusCode::BAD_REQUEST, "Endereço incorreto", &corpo)
}
