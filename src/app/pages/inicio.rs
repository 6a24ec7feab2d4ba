//! Início: what is due, how much today, and the two ways to pay it.

use domain::modelo::ContratoId;
use leptos::prelude::*;

use crate::{
    app::{
        components::{
            associado::NaoConhecido,
            cartao::{CartaoPagamento, ChipPrazo, Feitio, ValorGrande, Vencimento},
            contratos::{self, SeletorDeContrato},
            estado::SecaoIndisponivel,
            icones::Icone,
            pagina::{Menu, Pagina},
            pendencias::{EmAtraso, SemBoletos},
            progresso::Progresso,
            secoes::{Coluna, Desenho, Esqueleto, Secao, Secoes},
            tempo::{AvisoDeValorAntigo, Carimbo, Data},
        },
        contexto::{endereco, use_consulta, use_estado, use_visita},
    },
    server::{
        associado,
        financeiro::{
            Falha,
            boletos::{self, EmAberto},
            contrato,
            reconciliacao::{Reconciliacao, SemBoleto},
        },
        permissoes::Perfil,
        session::Visita,
        state::AppState,
    },
};

const CAMINHO: &str = "/";

/// The page.
#[component]
pub fn PaginaInicio() -> impl IntoView {
    let (visita, estado) = (use_visita()?, use_estado()?);
    let contrato = contratos::escolhido(&visita, &estado, &use_consulta());
    let titulo = match (visita.perfil, visita.principal.tratamento()) {
        (Perfil::Condominio, Some(nome)) => nome,
        (Perfil::Associado, _) => "Pagamentos do titular".to_owned(),
        (_, Some(nome)) => format!("Olá, {nome}"),
        (_, None) => "Olá".to_owned(),
    };
    let secoes = vec![
        Secao::nova("contratos", Coluna::Topo, Esqueleto::Nada, {
            let (visita, estado, contrato) = (visita.clone(), estado.clone(), contrato.clone());
            async move {
                let lista = estado.financeiro.contratos(&visita).await;
                desenho(move || view! { <SeletorDeContrato visita lista contrato caminho=CAMINHO/> })
            }
        }),
        Secao::nova("pagamento", Coluna::Principal, Esqueleto::Pagamento, {
            let (visita, estado, contrato) = (visita.clone(), estado.clone(), contrato.clone());
            async move { pagamento(visita, estado, contrato).await }
        }),
        Secao::nova("pendencias", Coluna::Lado, Esqueleto::Nada, {
            let (visita, estado, contrato) = (visita.clone(), estado.clone(), contrato.clone());
            async move { pendencias(visita, estado, contrato).await }
        }),
        Secao::nova("andamento", Coluna::Lado, Esqueleto::Cartao, {
            let (visita, estado, contrato) = (visita.clone(), estado.clone(), contrato.clone());
            async move {
                let andamento = contrato::andamento(&estado.financeiro, &visita, contrato.as_ref()).await;
                desenho(move || view! { <Progresso andamento de_um=contrato.is_some()/> })
            }
        }),
    ];
    Some(view! {
        <Pagina visita titulo="Início".to_owned() menu=Menu::Inicio>
            <Secoes titulo=view! { <h1>{titulo}</h1> }.into_any() secoes/>
        </Pagina>
    })
}

fn desenho<V: IntoView + 'static>(ver: impl FnOnce() -> V + Send + 'static) -> Desenho {
    Box::new(move || ver().into_any())
}

async fn pagamento(visita: Visita, estado: AppState, contrato: Option<ContratoId>) -> Desenho {
    let aberto = boletos::a_pagar(&estado.financeiro, &visita, contrato.as_ref()).await;
    if visita.perfil == Perfil::Cliente && matches!(aberto, Err(Falha::Desconhecido)) {
        let titulares = associado::titulares(&estado, &visita).await;
        return desenho(move || view! { <NaoConhecido visita estado titulares caminho=CAMINHO/> });
    }
    desenho(move || match aberto {
        Err(falha) => view! { <SecaoIndisponivel falha assunto="seus boletos" caminho=CAMINHO/> }.into_any(),
        Ok(aberto) if aberto.proxima().is_some() => view! { <Proximo visita estado aberto/> }.into_any(),
        Ok(aberto) => view! { <SemProximo aberto perfil=visita.perfil/> }.into_any(),
    })
}

/// Late ones in a banner, then the next payment.
#[component]
fn Proximo(visita: Visita, estado: AppState, aberto: EmAberto) -> impl IntoView {
    let proxima = aberto.proxima()?.clone();
    let referencia = estado.referencia_boleto(&visita, &proxima.chave);
    let pagina = endereco(&visita, &format!("/boletos/{referencia}"), &[]);
    let outras = aberto.vencidas().filter(|c| c.chave != proxima.chave).count();
    let cabecalho = if proxima.vencida() { "Pagamento em atraso" } else { "Próximo pagamento" };
    let titulo = proxima.titulo.clone();
    let antes = aberto.sem_boleto_ate(&proxima).cloned();
    Some(view! {
        {(outras > 0).then(|| view! { <FaixaAtraso visita=visita.clone() aberto=aberto.clone()/> })}
        {antes.map(|sem_boleto| view! { <FaixaSemBoleto sem_boleto/> })}
        <section class="cartao" aria-labelledby="pagamento">
            <div class="cabeca">
                <h2 id="pagamento">{cabecalho}</h2>
                {proxima.prazo.map(|prazo| view! { <ChipPrazo prazo/> })}
            </div>
            <ValorGrande valor=proxima.valor/>
            <p class="discreto">{titulo} " · " <Vencimento vencimento=proxima.vencimento/></p>
            {proxima.prazo.filter(|p| !p.vencido()).and_then(|p| p.detalhe()).map(|d| view! { <p class="discreto">{d}</p> })}
            <AvisoDeValorAntigo momento=aberto.lida_em/>
            <CartaoPagamento
                beneficiario=visita.incorporadora.beneficiarios.join(" ou ")
                visita
                cobranca=proxima
                id="proximo".to_owned()
                pagina
                feitio=Feitio::Resumo
                hoje=estado.financeiro.relogio().hoje()
            />
            <Carimbo momento=aberto.lida_em/>
        </section>
    })
}

/// How much is late, one touch away.
#[component]
fn FaixaAtraso(visita: Visita, aberto: EmAberto) -> impl IntoView {
    let vencidas: Vec<_> = aberto.vencidas().collect();
    let quantas = match vencidas.len() {
        1 => "1 boleto em atraso".to_owned(),
        n => format!("{n} boletos em atraso"),
    };
    let soma = vencidas
        .iter()
        .map(|c| c.valor)
        .try_fold(domain::dinheiro::Dinheiro::ZERO, |soma, v| soma.soma_exata(v?))
        .map(|s| format!(" · {}", s.formatado()));
    view! {
        <a class="faixa" href=endereco(&visita, "/boletos", &[("situacao", "vencidos")])>
            <span><strong>{quantas}</strong> {soma}</span>
            <span>"Ver"</span>
        </a>
    }
}

/// Something falls due before the boleto in the card, and has none.
#[component]
fn FaixaSemBoleto(sem_boleto: SemBoleto) -> impl IntoView {
    let prazo = sem_boleto.prazo.map(|p| format!(" · {}", p.texto().to_lowercase()));
    let valor = sem_boleto.valor.map(|v| format!(" · {}", v.formatado()));
    view! {
        <a class="faixa atencao" href="#sem-boleto">
            <span><strong>{sem_boleto.titulo} " sem boleto"</strong> {valor} {prazo}</span>
            <span>"Ver"</span>
        </a>
    }
}

/// No boleto to pay: because nothing is owed, or because what is owed has no boleto, or because nobody knows.
#[component]
fn SemProximo(aberto: EmAberto, perfil: Perfil) -> impl IntoView {
    let hora = aberto.lida_em;
    if aberto.nada_deve() {
        return view! {
            <section class="cartao estado certo">
                {Icone::Certo.desenho()}
                <h2>
                    {match perfil {
                        Perfil::Condominio => "O condomínio não tem débitos em aberto",
                        _ => "Você não tem débitos em aberto",
                    }}
                </h2>
                <p>"Foi o que o sistema da incorporadora informou. Quando houver uma nova cobrança, ela aparece aqui."</p>
                <Carimbo momento=hora/>
            </section>
        }
        .into_any();
    }
    let futura =
        aberto.reconciliacao.as_ref().ok().filter(|r| r.sem_boleto.is_empty()).and_then(|r| r.proxima_futura.clone());
    let explicacao = match &aberto.reconciliacao {
        _ if aberto.ilegiveis > 0 => {
            "O sistema da incorporadora enviou cobranças que não conseguimos ler. Fale com ela antes de concluir que está tudo pago."
        }
        _ if aberto.alheias => {
            "O sistema da incorporadora respondeu com dados que não são seus, e por isso não os mostramos. Fale com ela antes de concluir que está tudo pago."
        }
        Ok(r) if r.sem_boleto.is_empty() && !(hora.atual() && aberto.parcelas_em.atual()) => {
            "Nenhum boleto aparece nos últimos dados que temos, e o sistema da incorporadora não pôde ser consultado agora. Isso não quer dizer que não existam débitos."
        }
        Ok(r) if r.sem_boleto.is_empty() => {
            "Você tem parcelas a vencer. O boleto de cada uma aparece aqui quando a incorporadora o emitir."
        }
        Ok(_) => {
            "Existem parcelas em aberto, mas a incorporadora ainda não emitiu o boleto. Elas estão listadas nesta página."
        }
        Err(_) => {
            "Nenhum boleto apareceu, mas não conseguimos conferir as suas parcelas. Isso não quer dizer que não existam débitos."
        }
    };
    view! {
        <section class="cartao estado">
            {Icone::Relogio.desenho()} <h2>"Nenhum boleto disponível agora"</h2> <p>{explicacao}</p>
            {futura
                .map(|f| {
                    view! {
                        <p>
                            "A próxima: " <strong>{f.titulo}</strong> {f.valor.map(|v| format!(", {}", v.formatado()))}
                            {f.vencimento.map(|data| view! { ", vencimento " <Data data/> })} "."
                        </p>
                    }
                })}
            <Carimbo momento=hora/>
        </section>
    }
    .into_any()
}

async fn pendencias(visita: Visita, estado: AppState, contrato: Option<ContratoId>) -> Desenho {
    let aberto = boletos::em_aberto(&estado.financeiro, &visita, contrato.as_ref()).await;
    desenho(move || {
        // When the boletos failed, the payment section has said so already.
        let aberto = aberto.ok()?;
        let proxima = aberto.proxima().map(|c| c.chave.clone());
        let vencidas: Vec<_> = aberto.vencidas().filter(|c| Some(&c.chave) != proxima.as_ref()).cloned().collect();
        let em = aberto.parcelas_em;
        let sem_boleto = match aberto.reconciliacao.clone() {
            Ok(Reconciliacao { sem_boleto, .. }) if sem_boleto.is_empty() => ().into_any(),
            Ok(reconciliacao) => view! {
                <SemBoletos reconciliacao/>
                {(!em.atual()).then(|| view! { <Carimbo momento=em/> })}
            }
            .into_any(),
            // The section below, which needs nothing else, says so.
            Err(_) => ().into_any(),
        };
        Some(view! {
            <EmAtraso visita estado vencidas/>
            {sem_boleto}
            {(aberto.ilegiveis > 0).then(|| view! { <Ilegiveis quantas=aberto.ilegiveis/> })}
        })
    })
}

/// Rows that exist and could not be read.
#[component]
pub fn Ilegiveis(
    /// How many.
    quantas: usize,
) -> impl IntoView {
    let quantas = match quantas {
        1 => "1 cobrança veio".to_owned(),
        n => format!("{n} cobranças vieram"),
    };
    view! {
        <p class="nota">
            {Icone::Atencao.desenho()}
            <span>
                {quantas}
                " do sistema da incorporadora sem dados que possamos ler, e não aparece nesta página. Fale com a incorporadora para saber do que se trata."
            </span>
        </p>
    }
}
