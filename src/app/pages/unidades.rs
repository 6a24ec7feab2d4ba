//! The board of a condominium's units: paid and late, by how long, in counts and sums.

use domain::dinheiro::Dinheiro;
use leptos::prelude::*;

use crate::{
    app::{
        components::{
            estado::SecaoIndisponivel,
            icones::Icone,
            pagina::{Menu, Pagina},
            secoes::{Coluna, Desenho, Esqueleto, Secao, Secoes},
            tempo::Carimbo,
        },
        contexto::{use_estado, use_visita},
    },
    server::financeiro::{
        Falha,
        condominio::{self, LinhaDaUnidade, Quadro},
    },
};

const CAMINHO: &str = "/unidades";

/// The page.
#[component]
pub fn PaginaUnidades() -> impl IntoView {
    let (visita, estado) = (use_visita()?, use_estado()?);
    let por_unidade = visita.incorporadora.sindico.por_unidade;
    let secoes = vec![Secao::nova("unidades", Coluna::Principal, Esqueleto::Cartao, {
        let visita = visita.clone();
        async move {
            let lido = condominio::quadro(&estado.financeiro, &visita).await;
            Box::new(move || view! { <Lido lido por_unidade/> }.into_any()) as Desenho
        }
    })];
    Some(view! {
        <Pagina visita titulo="Unidades".to_owned() menu=Menu::Unidades>
            <Secoes titulo=view! { <h1>"Unidades"</h1> }.into_any() secoes/>
        </Pagina>
    })
}

#[component]
fn Lido(lido: Result<Quadro, Falha>, por_unidade: bool) -> impl IntoView {
    let quadro = match lido {
        Ok(quadro) => quadro,
        Err(falha) => {
            return view! { <SecaoIndisponivel falha assunto="as unidades do condomínio" caminho=CAMINHO/> }.into_any();
        }
    };
    if quadro.unidades == 0 {
        let explicacao = if quadro.ilegiveis > 0 {
            "O sistema da incorporadora enviou unidades que não conseguimos ler. Fale com ela."
        } else {
            "O sistema da incorporadora não tem cobranças de unidades deste condomínio."
        };
        return view! {
            <section class="cartao estado">
                {Icone::Predio.desenho()} <h2>"Nenhuma unidade"</h2> <p>{explicacao}</p>
                <Carimbo momento=quadro.lida_em/>
            </section>
        }
        .into_any();
    }
    let atrasadas = quadro.unidades - quadro.em_dia;
    let linhas = quadro
        .faixas
        .iter()
        .map(|f| {
            view! {
                <tr>
                    <th scope="row">{f.faixa.nome()}</th>
                    <td class="n">{f.unidades}</td>
                    <td class="n">{soma(f.valor)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="cartao" aria-labelledby="quadro">
            <div class="grupo">
                <h2 id="quadro">"Situação das unidades"</h2>
                <small>{plural(quadro.unidades, "unidade", "unidades")}</small>
            </div>
            <p class="destaque">{plural(quadro.em_dia, "unidade em dia", "unidades em dia")}</p>
            <p class="discreto">
                {plural(atrasadas, "unidade em atraso", "unidades em atraso")} " · " {soma(quadro.em_atraso)}
            </p>
            <table class="extrato compacta">
                <caption class="so-leitor">"Unidades por tempo de atraso"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Atraso"</th>
                        <th scope="col" class="n">"Unidades"</th>
                        <th scope="col" class="n">"Valor"</th>
                    </tr>
                </thead>
                <tbody>
                    <tr>
                        <th scope="row">"em dia"</th>
                        <td class="n">{quadro.em_dia}</td>
                        <td class="n">"—"</td>
                    </tr>
                    {linhas}
                </tbody>
            </table>
            <p class="discreto">"Uma unidade conta uma vez, pela cobrança em aberto mais antiga. Os valores são os do sistema da incorporadora."</p>
            {(quadro.ilegiveis > 0)
                .then(|| {
                    view! {
                        <p class="nota">
                            {Icone::Atencao.desenho()}
                            <span>
                                {plural(quadro.ilegiveis, "cobrança veio", "cobranças vieram")}
                                " sem dados que possamos ler e não entram nesta conta."
                            </span>
                        </p>
                    }
                })}
            <Carimbo momento=quadro.lida_em/>
        </section>
        {por_unidade.then(|| view! { <PorUnidade linhas=quadro.por_unidade/> })}
    }
    .into_any()
}

#[component]
fn PorUnidade(linhas: Vec<LinhaDaUnidade>) -> impl IntoView {
    let itens = linhas
        .into_iter()
        .map(|linha| {
            let situacao = linha.faixa.map_or_else(|| "Em dia".to_owned(), |f| format!("Em atraso: {}", f.nome()));
            let valor = linha.faixa.map(|_| soma(linha.valor));
            view! {
                <li>
                    <div class="item">
                        <strong>{linha.unidade}</strong> <span class="v">{valor}</span> <small>{situacao}</small>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="cartao" aria-labelledby="por-unidade">
            <h2 id="por-unidade">"Por unidade"</h2>
            <ul class="lista">{itens}</ul>
        </section>
    }
}

fn soma(valor: Option<Dinheiro>) -> String {
    valor.map_or_else(|| "valor não informado".to_owned(), Dinheiro::formatado)
}

fn plural(quantas: usize, uma: &str, varias: &str) -> String {
    format!("{quantas} {}", if quantas == 1 { uma } else { varias })
}
