//! Imóvel: what the person bought, as CV has it.

use cv::UnidadeCv;
use domain::calendario;
use leptos::prelude::*;

use super::nao_encontrada::NaoEncontrada;
use crate::{
    app::{
        components::{
            cv::{CvIndisponivel, LidoNoPortal, LinhasIlegiveis, Termo},
            icones::Icone,
            pagina::{Menu, Pagina},
            secoes::{Coluna, Desenho, Esqueleto, Secao, Secoes},
        },
        contexto::{use_estado, use_visita},
    },
    server::{
        cadastro::{
            self, FalhaCv,
            imovel::{self, Unidades},
        },
        config::PaginaCv,
    },
};

const CAMINHO: &str = "/imovel";

/// The page.
#[component]
pub fn PaginaImovel() -> impl IntoView {
    let (visita, estado) = (use_visita()?, use_estado()?);
    if !cadastro::oferece(&visita, PaginaCv::Imovel) {
        return Some(view! { <NaoEncontrada/> }.into_any());
    }
    let secoes = vec![Secao::nova("unidades", Coluna::Principal, Esqueleto::Cartao, {
        let visita = visita.clone();
        async move {
            let lidas = imovel::unidades(&estado, &visita).await;
            Box::new(move || view! { <Lidas lidas/> }.into_any()) as Desenho
        }
    })];
    let pagina = view! {
        <Pagina visita titulo="Imóvel".to_owned() menu=Menu::Imovel>
            <Secoes titulo=view! { <h1>"Imóvel"</h1> }.into_any() secoes/>
        </Pagina>
    };
    Some(pagina.into_any())
}

#[component]
fn Lidas(lidas: Result<Unidades, FalhaCv>) -> impl IntoView {
    let Unidades { unidades, ilegiveis, incompletas } = match lidas {
        Ok(lidas) => lidas,
        Err(falha) => {
            return view! { <CvIndisponivel falha assunto="seus imóveis" caminho=CAMINHO/> }.into_any();
        }
    };
    let ilegivel = view! { <LinhasIlegiveis quantas=ilegiveis uma="um imóvel veio" varias="imóveis vieram"/> };
    if unidades.is_empty() {
        let titulo = if ilegiveis > 0 { "Nenhum imóvel pôde ser mostrado" } else { "Nenhum imóvel no portal" };
        let explicacao = (ilegiveis == 0).then_some(
            "O portal informou que não há imóvel ligado ao seu acesso. Se você comprou um, fale com a incorporadora.",
        );
        return view! {
            <section class="cartao estado">
                {Icone::Predio.desenho()} <h2>{titulo}</h2> {explicacao.map(|texto| view! { <p>{texto}</p> })} {ilegivel}
                <LidoNoPortal/>
            </section>
        }
        .into_any();
    }
    let parcial = (incompletas > 0).then(|| {
        view! {
            <p class="nota">
                {Icone::Atencao.desenho()}
                <span>"O portal não entregou todos os detalhes agora. Recarregue a página em alguns minutos para vê-los."</span>
            </p>
        }
    });
    let cartoes = unidades
        .into_iter()
        .enumerate()
        .map(|(posicao, unidade)| view! { <Cartao unidade id=format!("unidade-{posicao}")/> })
        .collect_view();
    view! {
        {parcial}
        {cartoes}
        {ilegivel}
        <LidoNoPortal/>
    }
    .into_any()
}

#[component]
fn Cartao(unidade: UnidadeCv, id: String) -> impl IntoView {
    let titulo = unidade.nome.clone().unwrap_or_else(|| format!("Unidade {}", unidade.id));
    let entrega = unidade.entrega.map(calendario::curta);
    view! {
        <section class="cartao" aria-labelledby=id>
            <div class="grupo">
                <h2 id=id.clone()>{titulo}</h2>
                {unidade.situacao.map(|s| view! { <span class="chip neutro">{s}</span> })}
            </div>
            <dl class="ficha">
                <Termo nome="Empreendimento" valor=unidade.empreendimento/>
                <Termo nome="Bloco" valor=unidade.bloco/>
                <Termo nome="Tipologia" valor=unidade.tipologia/>
                <Termo nome="Área" valor=unidade.area.map(|area| metros(&area))/>
                <Termo nome="Endereço" valor=unidade.endereco/>
                <Termo nome="Entrega" valor=entrega/>
            </dl>
        </section>
    }
}

/// CV gives a number; somebody may have typed the unit into it.
fn metros(area: &str) -> String {
    if area.chars().any(char::is_alphabetic) { area.to_owned() } else { format!("{} m²", area.replace('.', ",")) }
}
