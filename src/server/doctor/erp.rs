//! ERP: whether it is there, takes our credentials and answers a harmless question.

use std::sync::Arc;

use domain::{documento::Documento, modelo::Titular};
use erp::{Capacidade, ErroErp};
use erp_cv::Recurso;
use http::Method;

use super::{Achado, cv, rede};
use crate::server::{
    config::{Incorporadora, TipoErp},
    erps,
    relogio::Relogio,
};

/// The CPF of manuals: valid, and nobody's.
const DE_NINGUEM: &str = "11144477735";

/// A holder no ERP should know.
pub(super) fn ninguem() -> Option<Titular> {
    let documento = Documento::ler(DE_NINGUEM).ok()?;
    Some(Titular { documento, id_erp: None, token_portal: None })
}

pub(super) async fn examinar(i: &Incorporadora, permitir_loopback: bool, relogio: &Arc<dyn Relogio>) -> Vec<Achado> {
    let onde = format!("incorporadora[{}].erp", i.slug);
    let chegou = match rede::chamar(&Method::GET, i.erp.url.clone(), permitir_loopback).await {
        Ok(resposta) => Achado::certo(&onde, format!("o servidor responde ({})", resposta.status.as_u16())),
        Err((o_que, como)) => return vec![Achado::problema(&onde, o_que, como)],
    };
    let adaptador = match erps::adaptador(&i.erp, permitir_loopback, relogio) {
        Ok(adaptador) => adaptador,
        Err(erro) => {
            return vec![chegou, Achado::problema(&onde, format!("{erro:#}"), "Rode `financeiro check-config`")];
        }
    };
    if matches!(i.erp.tipo, TipoErp::Cv) {
        // No credential to try: what can be seen without anybody's token is whether CV is behind the path.
        let caminho = i.erp.caminhos.get(Recurso::Unidades.chave()).map_or(Recurso::Unidades.padrao(), String::as_str);
        let url = cv::endereco(&i.erp.url, caminho);
        let quem = cv::Chamada { onde: &onde, caminho, chave: "erp.caminhos.unidades", base: "erp.url" };
        return vec![chegou, cv::sem_token(&quem, rede::chamar(&Method::GET, url, permitir_loopback).await)];
    }
    let Some(titular) = ninguem() else { return vec![chegou] };
    let erp = adaptador.porta();
    let mut lido = erp.cliente(&titular).await.map(drop);
    if lido == Err(ErroErp::NaoSuportado) && erp.capacidades().tem(Capacidade::Boletos) {
        lido = erp.boletos(&titular).await.map(drop);
    }
    let pergunta = match lido {
        Ok(()) | Err(ErroErp::NaoEncontrado) => {
            Achado::certo(&onde, "a credencial foi aceita e uma pergunta sobre ninguém foi entendida")
        }
        Err(erro) => {
            let (o_que, como) = explicar(&erro, &i.erp.tipo);
            if matches!(erro, ErroErp::Recusado { .. }) {
                Achado::aviso(&onde, o_que, como)
            } else {
                Achado::problema(&onde, o_que, como)
            }
        }
    };
    vec![chegou, pergunta]
}

/// An error of the port, and what to do about it with this kind of ERP.
pub(super) fn explicar(erro: &ErroErp, tipo: &TipoErp) -> (String, String) {
    let como = match erro {
        ErroErp::NaoAutorizado => match tipo {
            TipoErp::Rest => "Confira erp.autenticacao com quem cuida do ERP",
            TipoErp::Uau(_) => {
                "Confira integracao, login e senha; um usuário novo precisa de permissão nas APIs (docs/erp/uau.md)"
            }
            TipoErp::Cv => "O token de uma pessoa terminou: ela abre o Financeiro de novo no portal",
            TipoErp::Mapped(_) => {
                "Confira erp.autenticacao e, com `login`, o [login] do mapeamento; o usuário da API precisa de cada recurso liberado"
            }
        },
        ErroErp::Indisponivel { .. } => {
            "O servidor está lá e recusa ou falha: veja o ERP, o limite de chamadas e a cota do dia"
        }
        ErroErp::TempoEsgotado => "Confira a saúde do ERP; `limites.timeout` diz quanto se espera",
        ErroErp::Contrato { .. } => match tipo {
            TipoErp::Mapped(_) => {
                "Rode `doctor --erp SLUG --documento X`: ele diz, campo a campo, o que o mapeamento não encontrou"
            }
            TipoErp::Rest => "Confira erp.url e erp.caminhos; a resposta não é a do contrato REST",
            TipoErp::Cv => "Confira erp.url e erp.caminhos: há duas famílias de caminhos (docs/erp/cv.md)",
            TipoErp::Uau(_) => "Confira erp.url (até antes de /api) e versao; outro serviço pode estar nessa porta",
        },
        ErroErp::Recusado { .. } => {
            "O ERP entendeu e não quis responder sobre um CPF de exemplo; tente com --erp e --documento"
        }
        ErroErp::NaoEncontrado => "Use o documento de um cliente que o ERP conhece",
        ErroErp::NaoSuportado => "O ERP não tem esta operação; a página dela diz isso",
    };
    let o_que = match erro {
        // A refusal's text may name a person.
        ErroErp::Recusado { .. } => "o ERP recusou a pergunta".to_owned(),
        outro => outro.to_string(),
    };
    (o_que, como.to_owned())
}
