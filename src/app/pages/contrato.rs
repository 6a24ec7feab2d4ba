//! Contrato: the contracts as CV has them.

use cv::ContratoCv;
use domain::{calendario, dinheiro::Dinheiro, modelo::Lista};
use erp::Capacidade;
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
        contexto::{endereco, use_estado, use_visita},
    },
    server::{
        cadastro::{self, FalhaCv, imovel},
        config::PaginaCv,
    },
};

const CAMINHO: &str = "/contrato";

/// The page.
#[component]
pub fn PaginaContrato() -> impl IntoView {
    let (visita, estado) = (use_visita()?, use_estado()?);
    if !cadastro::oferece(&visita, PaginaCv::Contrato) {
        return Some(view! { <NaoEncontrada/> }.into_any());
    }
    let extrato = estado.financeiro.oferece(&visita, Capacidade::Parcelas).then(|| endereco(&visita, "/extrato", &[]));
    let secoes = vec![Secao::nova("contratos", Coluna::Principal, Esqueleto::Cartao, {
        let visita = visita.clone();
        async move {
            let lidos = imovel::contratos(&estado, &visita).await;
            Box::new(move || view! { <Lidos lidos extrato/> }.into_any()) as Desenho
        }
    })];
    let pagina = view! {
        <Pagina visita titulo="Contrato".to_owned() menu=Menu::Contrato>
            <Secoes titulo=view! { <h1>"Contrato"</h1> }.into_any() secoes/>
        </Pagina>
    };
    Some(pagina.into_any())
}

#[component]
fn Lidos(lidos: Result<Lista<ContratoCv>, FalhaCv>, extrato: Option<String>) -> impl IntoView {
    let lista = match lidos {
        Ok(lista) => lista,
        Err(falha) => {
            return view! { <CvIndisponivel falha assunto="seus contratos" caminho=CAMINHO/> }.into_any();
        }
    };
    let ilegiveis = lista.ilegiveis();
    let ilegivel = view! { <LinhasIlegiveis quantas=ilegiveis uma="um contrato veio" varias="contratos vieram"/> };
    if lista.itens.is_empty() {
        let titulo = if ilegiveis > 0 { "Nenhum contrato pôde ser mostrado" } else { "Nenhum contrato no portal" };
        let explicacao = (ilegiveis == 0).then_some(
            "O portal informou que não há contrato ligado ao seu acesso. Se você assinou um, fale com a incorporadora.",
        );
        return view! {
            <section class="cartao estado">
                {Icone::Contrato.desenho()} <h2>{titulo}</h2> {explicacao.map(|texto| view! { <p>{texto}</p> })}
                {ilegivel} <LidoNoPortal/>
            </section>
        }
        .into_any();
    }
    let cartoes = lista
        .itens
        .into_iter()
        .enumerate()
        .map(|(posicao, contrato)| {
            view! { <Cartao contrato id=format!("contrato-{posicao}") extrato=extrato.clone()/> }
        })
        .collect_view();
    view! {
        {cartoes}
        {ilegivel}
        <LidoNoPortal/>
    }
    .into_any()
}

#[component]
fn Cartao(contrato: ContratoCv, id: String, extrato: Option<String>) -> impl IntoView {
    let titulo = contrato.nome.clone().unwrap_or_else(|| format!("Contrato {}", contrato.id));
    view! {
        <section class="cartao" aria-labelledby=id>
            <div class="grupo">
                <h2 id=id.clone()>{titulo.clone()}</h2>
                {contrato.situacao.map(|s| view! { <span class="chip neutro">{s}</span> })}
            </div>
            <dl class="ficha">
                <Termo nome="Empreendimento" valor=contrato.empreendimento/>
                <Termo nome="Unidade" valor=contrato.unidade/>
                <Termo nome="Data" valor=contrato.data.map(calendario::curta)/>
                <Termo nome="Valor" valor=contrato.valor.map(Dinheiro::formatado)/>
                <Termo nome="Seu vínculo" valor=contrato.vinculo/>
            </dl>
            {extrato
                .map(|extrato| {
                    view! {
                        <p>
                            <a class="botao menor" href=extrato>
                                {Icone::Extrato.desenho()} "Ver o extrato" <span class="so-leitor">" do " {titulo}</span>
                            </a>
                        </p>
                    }
                })}
        </section>
    }
}
