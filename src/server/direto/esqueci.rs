//! A forgotten password: CV sends a new one, by e-mail to an e-mail, by SMS to the telephone of a document.

use axum::{extract::RawQuery, response::Response};

use super::{Pedido, campos::Campos, codigo::encomendar, envio::Envio, tentativas::Assunto};
use crate::app::{
    contexto::Consulta,
    pages::entrar::{Erro, Tela},
};

/// `GET /entrar/{incorporadora}/esqueci`, with `?papel=sindico` for a síndico.
pub(super) async fn formulario(pedido: Pedido, RawQuery(consulta): RawQuery) -> Response {
    let sindico = Consulta::ler(&consulta.unwrap_or_default()).valor("papel") == Some("sindico");
    if !oferecida(&pedido, sindico) {
        return pedido.nao_ha();
    }
    pedido.tela(Tela::Esqueci { quem: String::new(), sindico, erro: None })
}

/// `POST /entrar/{incorporadora}/esqueci`
pub(super) async fn pedir(pedido: Pedido, campos: Campos) -> Response {
    let sindico = campos.sindico();
    if !oferecida(&pedido, sindico) {
        return pedido.nao_ha();
    }
    let Some(quem) = campos.quem() else {
        return pedido.tela(Tela::Esqueci { quem: campos.quem_digitado(), sindico, erro: Some(Erro::Quem) });
    };
    let envio = if sindico { Envio::SenhaDeSindico } else { Envio::Senha };
    match encomendar(&pedido, Assunto::EnvioDeSenha, envio, &quem).await {
        Ok(()) => pedido.tela(Tela::Pedida),
        Err(resposta) => resposta,
    }
}

/// Of a síndico only where síndicos come in.
fn oferecida(pedido: &Pedido, sindico: bool) -> bool {
    let regras = pedido.regras();
    regras.esqueci && (!sindico || regras.sindico)
}
