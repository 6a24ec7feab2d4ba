//! By the password of the portal: of a client, and of a síndico.

use axum::response::Response;

use super::{
    Pedido,
    acesso::{self, Fim, Recusa},
    campos::Campos,
    tentativas::Assunto,
};
use crate::{
    app::pages::entrar::{Erro, Tela},
    server::config::Papel,
};

/// `GET /entrar/{incorporadora}/sindico`
pub(super) async fn formulario(pedido: Pedido) -> Response {
    if !pedido.regras().sindico {
        return pedido.nao_ha();
    }
    pedido.tela(Tela::Sindico { quem: String::new(), erro: None })
}

/// `POST /entrar/{incorporadora}/senha`
pub(super) async fn cliente(pedido: Pedido, campos: Campos) -> Response {
    if !pedido.regras().senha {
        return pedido.nao_ha();
    }
    entrar(pedido, campos, Papel::Cliente).await
}

/// `POST /entrar/{incorporadora}/sindico`
pub(super) async fn sindico(pedido: Pedido, campos: Campos) -> Response {
    if !pedido.regras().sindico {
        return pedido.nao_ha();
    }
    entrar(pedido, campos, Papel::Sindico).await
}

async fn entrar(pedido: Pedido, campos: Campos, papel: Papel) -> Response {
    let de_novo = |erro| {
        let (quem, erro) = (campos.quem_digitado(), Some(erro));
        pedido.tela(if papel == Papel::Sindico { Tela::Sindico { quem, erro } } else { Tela::Senha { quem, erro } })
    };
    let Some(quem) = campos.quem() else { return de_novo(Erro::Quem) };
    let Some(senha) = campos.senha() else { return de_novo(Erro::FaltaSenha) };
    let Some(entrada) = pedido.entrada() else { return pedido.nao_ha() };
    let fim = if papel == Papel::Sindico {
        let pergunta = entrada.cv.autenticar_sindico(&quem, &senha);
        acesso::tentar(&pedido, Assunto::SenhaDeSindico, papel, &quem, pergunta).await
    } else {
        let pergunta = entrada.cv.autenticar(&quem, &senha);
        acesso::tentar(&pedido, Assunto::Senha, papel, &quem, pergunta).await
    };
    match fim {
        Fim::Resposta(resposta) => resposta,
        Fim::Recusa(Recusa::Errado) => de_novo(Erro::Senha),
        Fim::Recusa(Recusa::SemResposta) => de_novo(Erro::SemResposta),
    }
}
