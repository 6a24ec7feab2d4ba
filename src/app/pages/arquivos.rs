//! Documentos: what the incorporadora put into CV for the person, by unit and folder.

use leptos::prelude::*;

use super::nao_encontrada::NaoEncontrada;
use crate::{
    app::{
        components::{
            cv::{CvIndisponivel, LidoNoPortal, LinhasIlegiveis},
            documento::{BotaoDocumento, Enfase},
            icones::Icone,
            pagina::{Menu, Pagina},
            secoes::{Coluna, Desenho, Esqueleto, Secao, Secoes},
            tempo::Data,
        },
        contexto::{use_estado, use_visita},
    },
    server::{
        cadastro::{
            self, FalhaCv,
            arquivos::{self, Arquivo, Arquivos, DaUnidade, Pasta},
        },
        config::PaginaCv,
        documentos::pedido::Pedido,
        session::Visita,
    },
};

const CAMINHO: &str = "/arquivos";

/// The page.
#[component]
pub fn PaginaArquivos() -> impl IntoView {
    let (visita, estado) = (use_visita()?, use_estado()?);
    if !cadastro::oferece(&visita, PaginaCv::Documentos) {
        return Some(view! { <NaoEncontrada/> }.into_any());
    }
    let secoes = vec![Secao::nova("arquivos", Coluna::Principal, Esqueleto::Cartao, {
        let visita = visita.clone();
        async move {
            let lidos = arquivos::listar(&estado, &visita).await;
            Box::new(move || view! { <Lidos visita lidos/> }.into_any()) as Desenho
        }
    })];
    let pagina = view! {
        <Pagina visita titulo="Documentos".to_owned() menu=Menu::Arquivos>
            <Secoes titulo=view! { <h1>"Documentos"</h1> }.into_any() secoes/>
        </Pagina>
    };
    Some(pagina.into_any())
}

#[component]
fn Lidos(visita: Visita, lidos: Result<Arquivos, FalhaCv>) -> impl IntoView {
    let Arquivos { unidades, ilegiveis, faltam } = match lidos {
        Ok(lidos) => lidos,
        Err(falha) => {
            return view! { <CvIndisponivel falha assunto="seus documentos" caminho=CAMINHO/> }.into_any();
        }
    };
    let ilegivel = view! { <LinhasIlegiveis quantas=ilegiveis uma="um documento veio" varias="documentos vieram"/> };
    if unidades.is_empty() && faltam.is_empty() {
        let titulo = if ilegiveis > 0 { "Nenhum documento pôde ser mostrado" } else { "Nenhum documento no portal" };
        let explicacao = (ilegiveis == 0).then_some(
            "O portal informou que a incorporadora ainda não colocou documentos para você. Se precisar de um, peça a ela.",
        );
        return view! {
            <section class="cartao estado">
                {Icone::Pasta.desenho()} <h2>{titulo}</h2> {explicacao.map(|texto| view! { <p>{texto}</p> })} {ilegivel}
                <LidoNoPortal/>
            </section>
        }
        .into_any();
    }
    let parcial = (!faltam.is_empty()).then(|| {
        view! {
            <p class="nota">
                {Icone::Atencao.desenho()}
                <span>
                    {format!(
                        "O portal não entregou agora os documentos de {}. Isso não quer dizer que não existam: recarregue a página em alguns minutos.",
                        faltam.join("; "),
                    )}
                </span>
            </p>
        }
    });
    let cartoes = unidades
        .into_iter()
        .enumerate()
        .map(|(posicao, unidade)| {
            view! { <Cartao visita=visita.clone() unidade id=format!("documentos-{posicao}")/> }
        })
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
fn Cartao(visita: Visita, unidade: DaUnidade, id: String) -> impl IntoView {
    let titulo = unidade.titulo.unwrap_or_else(|| "Seus documentos".to_owned());
    let pastas = unidade
        .pastas
        .into_iter()
        .map(|Pasta { nome, arquivos }| {
            let linhas =
                arquivos.into_iter().map(|arquivo| view! { <Linha visita=visita.clone() arquivo/> }).collect_view();
            view! {
                {nome.map(|nome| view! { <h3 class="pasta">{Icone::Pasta.desenho()} {nome}</h3> })}
                <ul class="lista">{linhas}</ul>
            }
        })
        .collect_view();
    view! {
        <section class="cartao" aria-labelledby=id>
            <h2 id=id.clone()>{titulo}</h2>
            {pastas}
        </section>
    }
}

#[component]
fn Linha(visita: Visita, arquivo: Arquivo) -> impl IntoView {
    let Arquivo { id, unidade, nome, tipo, data, imagem } = arquivo;
    let pedido = Pedido::ArquivoCv { unidade, documento: id, nome: nome.clone(), imagem };
    let ha_tipo = tipo.is_some();
    view! {
        <li class="escolha">
            <div>
                <strong>{nome.clone()}</strong>
                <small>
                    {tipo} {(ha_tipo && data.is_some()).then_some(" · ")}
                    {data.map(|data| view! { "de " <Data data/> })}
                </small>
            </div>
            <BotaoDocumento visita pedido rotulo="Abrir".to_owned() enfase=Enfase::Menor complemento=nome/>
        </li>
    }
}
