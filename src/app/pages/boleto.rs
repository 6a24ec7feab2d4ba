//! One boleto on its own page: everything drawn, nothing folded.

use http::StatusCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_params_map;

use super::nao_encontrada::NaoEncontrada;
use crate::{
    app::{
        components::{
            cartao::{CartaoPagamento, ChipPrazo, Feitio, ValorGrande, Vencimento},
            estado::SecaoIndisponivel,
            icones::Icone,
            pagina::{Menu, Pagina},
            secoes::{Coluna, Desenho, Esqueleto, Secao, Secoes},
            tempo::{AvisoDeValorAntigo, Carimbo},
        },
        contexto::{endereco, use_estado, use_visita},
    },
    server::{
        cripto::Especie,
        financeiro::{Falha, boletos, boletos::EmAberto},
        session::Visita,
        state::AppState,
    },
};

/// The page. A reference that is not this visitor's, or has expired, is a 404 before anything is fetched.
#[component]
pub fn PaginaBoleto() -> impl IntoView {
    let (visita, estado) = (use_visita()?, use_estado()?);
    let referencia = use_params_map().with_untracked(|p| p.get("referencia")).unwrap_or_default();
    let Some(chave) = estado.abrir_referencia(&visita, Especie::Boleto, &referencia) else {
        return Some(view! { <NaoEncontrada/> }.into_any());
    };
    if let Some(opcoes) = use_context::<ResponseOptions>() {
        opcoes.set_status(StatusCode::OK);
    }
    let volta = endereco(&visita, "/boletos", &[]);
    let secoes = vec![Secao::nova("boleto", Coluna::Principal, Esqueleto::Pagamento, {
        let (visita, estado) = (visita.clone(), estado.clone());
        async move {
            let aberto = boletos::a_pagar(&estado.financeiro, &visita, None).await;
            Box::new(move || view! { <UmBoleto visita estado aberto chave/> }.into_any()) as Desenho
        }
    })];
    let titulo = view! {
        <div>
            <p class="migalha"><a href=volta>{Icone::Voltar.desenho()} "Boletos"</a></p>
            <h1>"Pagar boleto"</h1>
        </div>
    };
    Some(
        view! {
            <Pagina visita titulo="Pagar boleto".to_owned() menu=Menu::Boletos>
                <Secoes titulo=titulo.into_any() secoes/>
            </Pagina>
        }
        .into_any(),
    )
}

#[component]
fn UmBoleto(visita: Visita, estado: AppState, aberto: Result<EmAberto, Falha>, chave: String) -> impl IntoView {
    let aberto = match aberto {
        Ok(aberto) => aberto,
        Err(falha) => {
            return view! { <SecaoIndisponivel falha assunto="este boleto" caminho="/boletos"/> }.into_any();
        }
    };
    let Some(cobranca) = aberto.cobrancas.iter().find(|c| c.chave == chave).cloned() else {
        let (icone, titulo, explicacao) = if aberto.lida_em.atual() {
            let explicacao = "Ele pode ter sido pago ou trocado por outro. Veja a lista atualizada de boletos.";
            (Icone::Certo, "Este boleto não está mais em aberto", explicacao)
        } else {
            let explicacao = "Ele não está entre os últimos dados que temos, e o sistema da incorporadora não pôde ser consultado agora.";
            (Icone::Relogio, "Não conseguimos conferir este boleto", explicacao)
        };
        return view! {
            <section class="cartao estado">
                {icone.desenho()} <h2>{titulo}</h2> <p>{explicacao}</p>
                <a class="botao menor" href=endereco(&visita, "/boletos", &[])>"Ver boletos"</a>
                <Carimbo momento=aberto.lida_em/>
            </section>
        }
        .into_any();
    };
    let pagina = endereco(&visita, "/boletos", &[]);
    let historico = cobranca.historico.clone().map(|h| view! { <p class="discreto">{h}</p> });
    view! {
        <section class="cartao" aria-labelledby="este">
            <div class="cabeca">
                <h2 id="este">{cobranca.titulo.clone()}</h2>
                {cobranca.prazo.map(|prazo| view! { <ChipPrazo prazo/> })}
            </div>
            <ValorGrande valor=cobranca.valor/>
            <p class="discreto">"Vencimento: " <Vencimento vencimento=cobranca.vencimento/></p>
            {cobranca.prazo.filter(|p| !p.vencido()).and_then(|p| p.detalhe()).map(|d| view! { <p class="discreto">{d}</p> })}
            {historico}
            <AvisoDeValorAntigo momento=aberto.lida_em/>
            <CartaoPagamento
                beneficiario=visita.incorporadora.beneficiarios.join(" ou ")
                visita
                cobranca
                id="este-boleto".to_owned()
                pagina
                feitio=Feitio::Completo
                hoje=estado.financeiro.relogio().hoje()
            />
            <Carimbo momento=aberto.lida_em/>
        </section>
    }
    .into_any()
}
