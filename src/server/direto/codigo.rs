//! By code: who, then the code CV sent.

use axum::response::Response;
use cv::{Canal, Identificador};

use super::{
    Pedido,
    acesso::{self, Fim, Recusa},
    campos::{Campos, mascarado},
    envio::{self, Envio},
    pendente,
    tentativas::{Assunto, Contadores},
};
use crate::{
    app::pages::entrar::{Erro, Tela},
    server::config::Papel,
};

/// `POST /entrar/{incorporadora}/codigo`: has CV send a code, and shows where to type it. The same for anybody.
pub(super) async fn enviar(pedido: Pedido, campos: Campos) -> Response {
    if !pedido.regras().codigo {
        return pedido.nao_ha();
    }
    let Some(quem) = campos.quem() else {
        return pedido.tela(Tela::Escolha { quem: campos.quem_digitado(), erro: Some(Erro::Quem) });
    };
    let canal = if campos.por_sms() { Canal::Sms } else { Canal::Email };
    match encomendar(&pedido, Assunto::EnvioDeCodigo, Envio::Codigo(canal), &quem).await {
        Ok(()) => pedido.tela(a_digitar(&pedido, &quem, None)),
        Err(resposta) => resposta,
    }
}

/// Counts, and hands over to the background.
pub(super) async fn encomendar(
    pedido: &Pedido,
    assunto: Assunto,
    envio: Envio,
    quem: &Identificador,
) -> Result<(), Response> {
    let contadores = Contadores::novos(&pedido.estado, &pedido.slug, assunto, quem, pedido.endereco);
    match contadores.tentar().await {
        Ok(Ok(())) => contadores.contar_endereco().await.map_err(|erro| pedido.quebrou(&erro))?,
        Ok(Err(trancado)) => return Err(acesso::trancada(pedido, trancado)),
        Err(erro) => return Err(pedido.quebrou(&erro)),
    }
    let entrada = pedido.entrada().ok_or_else(|| pedido.nao_ha())?;
    envio::encomendar(entrada.cv.clone(), pedido.slug.clone(), envio, quem.clone());
    Ok(())
}

fn a_digitar(pedido: &Pedido, quem: &Identificador, erro: Option<Erro>) -> Tela {
    let estado = &pedido.estado;
    let selado = pendente::selar(&estado.chaveiro, &pedido.slug, quem, estado.relogio.agora());
    Tela::Codigo { pedido: selado, quem: mascarado(quem), erro }
}

/// `POST /entrar/{incorporadora}/codigo/validar`
pub(super) async fn validar(pedido: Pedido, campos: Campos) -> Response {
    if !pedido.regras().codigo {
        return pedido.nao_ha();
    }
    let estado = &pedido.estado;
    let Some(quem) = pendente::abrir(&estado.chaveiro, &pedido.slug, campos.pedido(), estado.relogio.agora()) else {
        return pedido.tela(Tela::Escolha { quem: String::new(), erro: Some(Erro::Prazo) });
    };
    // What is sealed keeps its time: an error does not make a code live longer.
    let de_novo = |erro| {
        pedido.tela(Tela::Codigo { pedido: campos.pedido().to_owned(), quem: mascarado(&quem), erro: Some(erro) })
    };
    let Some(codigo) = campos.codigo() else { return de_novo(Erro::FormaDoCodigo) };
    let Some(entrada) = pedido.entrada() else { return pedido.nao_ha() };
    let pergunta = entrada.cv.validar_codigo(&quem, &codigo);
    match acesso::tentar(&pedido, Assunto::Codigo, Papel::Cliente, &quem, pergunta).await {
        Fim::Resposta(resposta) => resposta,
        Fim::Recusa(Recusa::Errado) => de_novo(Erro::Codigo),
        Fim::Recusa(Recusa::SemResposta) => de_novo(Erro::SemResposta),
    }
}
