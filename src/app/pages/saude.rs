//! Saúde: how the ERP and CV of this incorporadora are doing, in figures and times. Nobody's data.

use std::time::Duration;

use domain::calendario;
use erp::resiliencia::{Classe, EstadoDisjuntor, PERIODO, Problema, Recusa, RetratoDaClasse};
use jiff::Timestamp;
use leptos::prelude::*;

use crate::{
    app::{
        components::{
            pagina::{Menu, Pagina},
            tempo::hora,
        },
        contexto::{endereco, use_estado, use_visita},
    },
    server::{gestor::saude::Saude, relogio::no_brasil},
};

/// The page.
#[component]
pub fn PaginaSaude() -> impl IntoView {
    let (visita, estado) = (use_visita()?, use_estado()?);
    let saude = Saude::de(&estado, &visita)?;
    let agora = saude.agora;
    let atualizar = endereco(&visita, "/gestor/saude", &[]);
    Some(view! {
        <Pagina visita titulo="Saúde".to_owned() menu=Menu::Saude>
            <div class="secoes">
                <h1>"Saúde"</h1>
                <Uso saude=saude.clone()/>
                {saude.erp.classes.iter().map(|classe| view! { <DaClasse saude=saude.clone() classe=classe.clone()/> }).collect_view()}
                <Memoria saude=saude.clone()/>
                <Portal saude/>
                <p class="carimbo">
                    <span>"Situação às " <time datetime=agora.to_string()>{hora(agora)}</time></span>
                    <a href=atualizar>"Atualizar"</a>
                </p>
                <p class="discreto">
                    "Estes números são desta cópia do servidor, desde que ela começou. Nenhum deles identifica clientes."
                </p>
            </div>
        </Pagina>
    })
}

/// A name and a value.
fn fato(nome: &'static str, valor: String) -> impl IntoView {
    view! {
        <div>
            <dt>{nome}</dt>
            <dd><strong>{valor}</strong></dd>
        </div>
    }
}

#[component]
fn Uso(saude: Saude) -> impl IntoView {
    let Saude { tipo, erp, manutencao, fechado_ate, agora, .. } = saude.clone();
    let (chip, palavra) = match (fechado_ate, erp.suspensa_por, pior(&erp.classes)) {
        (Some(_), ..) => ("chip atencao", "Em manutenção"),
        (_, Some(_), _) => ("chip atencao", "Em pausa"),
        (_, _, EstadoDisjuntor::Fechado) => ("chip certo", "Atendendo"),
        (_, _, EstadoDisjuntor::MeioAberto | EstadoDisjuntor::Aberto) => ("chip perigo", "Fora do ar"),
    };
    let janela = manutencao.map_or_else(|| "Nenhuma".to_owned(), |janela| format!("Todos os dias, {janela}"));
    let aviso = match (fechado_ate, erp.suspensa_por) {
        (Some(ate), _) => Some(format!("Em manutenção até {}. Até lá o ERP não é consultado.", hora(ate))),
        (None, Some(espera)) => {
            Some(format!("O ERP pediu uma pausa. Ninguém o consulta antes de {}.", hora(agora + duracao(espera))))
        }
        (None, None) => None,
    };
    view! {
        <section class="cartao" aria-labelledby="erp">
            <div class="cabeca">
                <h2 id="erp">"ERP"</h2>
                <span class=chip>{palavra}</span>
            </div>
            {aviso.map(|aviso| view! { <p>{aviso}</p> })}
            <dl class="totais">
                {fato("Adaptador", tipo.to_owned())}
                {fato("Consultas no último minuto", format!("{} de {}", erp.no_minuto, erp.limite.por_minuto))}
                {fato("Consultas em curso", format!("{} de {}", erp.em_curso, erp.limite.simultaneas))}
                {fato("Esperando a vez", erp.na_fila.to_string())}
                {fato("Janela de manutenção", janela)}
            </dl>
        </section>
    }
}

#[component]
fn DaClasse(saude: Saude, classe: RetratoDaClasse) -> impl IntoView {
    // What nobody ever asked has nothing to say.
    let muda = classe.chamadas == 0 && classe.problemas.is_empty() && classe.recusas.is_empty();
    if classe.classe == Classe::Escrita && muda {
        return None;
    }
    let nome = match classe.classe {
        Classe::Leitura => "Listas e valores",
        Classe::Documento => "Documentos",
        Classe::Escrita => "Alterações",
    };
    let (chip, palavra) = match classe.disjuntor {
        EstadoDisjuntor::Fechado => ("chip certo", "Disjuntor fechado: consultas passam"),
        EstadoDisjuntor::MeioAberto => ("chip atencao", "Disjuntor em teste: uma consulta por vez"),
        EstadoDisjuntor::Aberto => ("chip perigo", "Disjuntor aberto: consultas suspensas"),
    };
    let id = format!("classe-{}", classe.classe.nome());
    let ocorrencias = classe
        .problemas
        .iter()
        .map(|(problema, ha)| (problema_em_palavras(*problema), *ha))
        .chain(classe.recusas.iter().map(|(recusa, ha)| (recusa_em_palavras(*recusa), *ha)))
        .map(|(texto, ha)| (texto, saude.quando(ha)))
        .map(|(texto, quando)| {
            view! { <li>{texto} ": " <time datetime=quando.to_string()>{dia_e_hora(quando, saude.agora)}</time></li> }
        })
        .collect_view();
    let nenhuma = (classe.problemas.is_empty() && classe.recusas.is_empty())
        .then(|| view! { <p class="discreto">"Nenhuma falha desde que o servidor começou."</p> });
    Some(view! {
        <section class="cartao" aria-labelledby=id.clone()>
            <div class="cabeca">
                <h2 id=id.clone()>{nome}</h2>
                <span class=chip>{palavra}</span>
            </div>
            <dl class="totais">
                {fato("Consultas", format!("{} em {} min", classe.chamadas, PERIODO.as_secs() / 60))}
                {fato("Falhas", classe.falhas.to_string())}
                {fato("Tempo de metade (p50)", tempo(classe.p50))}
                {fato("Tempo de 95 em 100 (p95)", tempo(classe.p95))}
            </dl>
            <h3>"Últimas falhas, por tipo"</h3>
            {nenhuma}
            <ul class="ocorrencias">{ocorrencias}</ul>
        </section>
    })
}

#[component]
fn Memoria(saude: Saude) -> impl IntoView {
    let agora = saude.agora;
    let linhas = saude
        .memoria
        .into_iter()
        .map(|lembradas| {
            let idade = lembradas
                .mais_antiga
                .map_or_else(|| "—".to_owned(), |em| format!("{} s", agora.duration_since(em).as_secs().max(0)));
            view! {
                <tr>
                    <th scope="row">{consulta(lembradas.operacao)}</th>
                    <td class="n">{lembradas.quantas}</td>
                    <td class="n">{idade}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="cartao" aria-labelledby="memoria">
            <h2 id="memoria">"Memória curta"</h2>
            <p class="discreto">"Respostas do ERP lembradas por até 45 segundos, para não perguntar duas vezes."</p>
            <table class="extrato compacta">
                <thead>
                    <tr>
                        <th scope="col">"Consulta"</th>
                        <th scope="col" class="n">"Respostas"</th>
                        <th scope="col" class="n">"A mais antiga"</th>
                    </tr>
                </thead>
                <tbody>{linhas}</tbody>
            </table>
        </section>
    }
}

#[component]
fn Portal(saude: Saude) -> impl IntoView {
    let agora = saude.agora;
    let linhas: Vec<_> = saude
        .cv
        .iter()
        .map(|resolucao| {
            let quando = saude.quando(resolucao.ha);
            let (papel, ms) = (resolucao.papel.as_str(), resolucao.duracao.as_millis());
            view! {
                <li>
                    <time datetime=quando.to_string()>{dia_e_hora(quando, agora)}</time>
                    {format!(" · {papel} · {} · {ms} ms", resolucao.resultado)}
                </li>
            }
        })
        .collect();
    let vazio = linhas.is_empty().then(|| view! { <p class="discreto">"Nenhum desde que o servidor começou."</p> });
    view! {
        <section class="cartao" aria-labelledby="portal">
            <h2 id="portal">"Últimos acessos conferidos no CV"</h2>
            {vazio}
            <ul class="ocorrencias">{linhas.collect_view()}</ul>
        </section>
    }
}

/// The worst of the breakers.
fn pior(classes: &[RetratoDaClasse]) -> EstadoDisjuntor {
    let em = |estado| classes.iter().any(|classe| classe.disjuntor == estado);
    if em(EstadoDisjuntor::Aberto) {
        EstadoDisjuntor::Aberto
    } else if em(EstadoDisjuntor::MeioAberto) {
        EstadoDisjuntor::MeioAberto
    } else {
        EstadoDisjuntor::Fechado
    }
}

fn problema_em_palavras(problema: Problema) -> &'static str {
    match problema {
        Problema::Indisponivel => "Fora do ar ou recusando chamadas",
        Problema::TempoEsgotado => "Sem resposta a tempo",
        Problema::NaoAutorizado => "Credenciais do plugin recusadas",
        Problema::Contrato => "Resposta fora do contrato",
    }
}

/// What is asked for, by the name of the port's method.
fn consulta(operacao: &'static str) -> &'static str {
    match operacao {
        "clientes" => "Cadastros",
        "contratos" => "Contratos",
        "boletos" => "Boletos",
        "parcelas" => "Parcelas",
        "pagamentos" => "Pagamentos",
        "notas_fiscais" => "Notas fiscais",
        "quitacoes" => "Quitações",
        "informes" => "Informes",
        outra => outra,
    }
}

fn recusa_em_palavras(recusa: Recusa) -> &'static str {
    match recusa {
        Recusa::Disjuntor => "Não consultado: disjuntor aberto",
        Recusa::RetryAfter => "Não consultado: o ERP pediu para esperar",
        Recusa::PorMinuto => "Não consultado: limite por minuto atingido",
        Recusa::Lotado => "Não consultado: nenhuma vaga a tempo",
    }
}

fn tempo(duracao: Option<Duration>) -> String {
    match duracao {
        None => "—".to_owned(),
        Some(duracao) if duracao < Duration::from_secs(1) => format!("{} ms", duracao.as_millis()),
        Some(duracao) => format!("{:.1} s", duracao.as_secs_f64()).replace('.', ","),
    }
}

fn duracao(espera: Duration) -> jiff::SignedDuration {
    jiff::SignedDuration::try_from(espera).unwrap_or(jiff::SignedDuration::MAX)
}

/// `14:32:07`, with the day before it when it is not today's.
fn dia_e_hora(quando: Timestamp, agora: Timestamp) -> String {
    let local = no_brasil(quando);
    let relogio = format!("{:02}:{:02}:{:02}", local.hour(), local.minute(), local.second());
    if local.date() == no_brasil(agora).date() {
        relogio
    } else {
        format!("{}, {relogio}", calendario::curta(local.date()))
    }
}
