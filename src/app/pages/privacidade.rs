//! Privacidade: who saw the person's data, where it comes from, how long it is kept, and which sessions are open.

use jiff::Timestamp;
use leptos::prelude::*;

use crate::{
    app::{
        components::{
            estado::ContatoDaIncorporadora,
            pagina::{Menu, Pagina},
            secoes::{Coluna, Desenho, Esqueleto, Secao, Secoes},
            tempo::quando,
        },
        contexto::{endereco, use_estado, use_visita},
    },
    server::{
        config::{Config, Incorporadora, TipoErp},
        permissoes::Perfil,
        privacidade::{self, Acesso},
        session::Visita,
        storage::{ErroArmazem, Evento, Origem},
    },
};

/// The page.
#[component]
pub fn PaginaPrivacidade() -> impl IntoView {
    let (visita, estado) = (use_visita()?, use_estado()?);
    let guarda = Guarda::de(&estado.config);
    let secoes = vec![
        Secao::nova("acessos", Coluna::Principal, Esqueleto::Cartao, {
            let (visita, estado) = (visita.clone(), estado.clone());
            async move {
                let acessos = privacidade::acessos(&estado, &visita).await;
                Box::new(move || view! { <Acessos visita acessos/> }.into_any()) as Desenho
            }
        }),
        Secao::nova("trilha", Coluna::Principal, Esqueleto::Cartao, {
            let (visita, estado) = (visita.clone(), estado.clone());
            async move {
                let trilha = privacidade::trilha(&estado, &visita).await;
                Box::new(move || view! { <Trilha trilha/> }.into_any()) as Desenho
            }
        }),
        Secao::nova("origem", Coluna::Lado, Esqueleto::Nada, {
            let incorporadora = visita.incorporadora.clone();
            let perfil = visita.perfil;
            async move {
                Box::new(move || {
                    view! { <DeOnde incorporadora=(*incorporadora).clone() perfil/> <PorQuanto guarda/> }.into_any()
                }) as Desenho
            }
        }),
    ];
    Some(view! {
        <Pagina visita titulo="Privacidade".to_owned() menu=Menu::Privacidade>
            <Secoes titulo=view! { <h1>"Privacidade"</h1> }.into_any() secoes/>
        </Pagina>
    })
}

#[component]
fn Indisponivel(assunto: &'static str) -> impl IntoView {
    view! {
        <section class="cartao estado">
            <h2>"Não foi possível ler " {assunto} " agora"</h2>
            <p>"Nada foi perdido. Recarregue a página em alguns instantes."</p>
        </section>
    }
}

#[component]
fn Acessos(visita: Visita, acessos: Result<Vec<Acesso>, ErroArmazem>) -> impl IntoView {
    let acessos = match acessos {
        Ok(acessos) => acessos,
        Err(erro) => {
            tracing::error!(%erro, "open sessions could not be listed");
            return view! { <Indisponivel assunto="seus acessos"/> }.into_any();
        }
    };
    let itens = acessos
        .into_iter()
        .map(|acesso| {
            let como = match acesso.origem {
                Origem::Portal => "pelo portal",
                Origem::Direto => "pelo acesso direto",
            };
            let desde = acesso.iniciado_em;
            let este = acesso.este.then(|| view! { " " <span class="chip neutro">"este acesso"</span> });
            view! {
                <li>
                    <form method="post" action=endereco(&visita, "/privacidade/encerrar", &[]) class="escolha">
                        <input type="hidden" name="acesso" value=acesso.referencia/>
                        <div>
                            <strong>{acesso.aparelho.clone()} {este}</strong>
                            <small>"Aberto " {como} ", " <Instante em=desde/></small>
                        </div>
                        <button class="botao menor" type="submit">
                            "Encerrar" <span class="so-leitor">" o acesso de " {acesso.aparelho}</span>
                        </button>
                    </form>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="cartao" aria-labelledby="acessos">
            <h2 id="acessos">"Acessos abertos agora"</h2>
            <p class="discreto">"Não reconhece algum? Encerre-o e avise a incorporadora."</p>
            <ul class="lista">{itens}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn Trilha(trilha: Result<Vec<Evento>, ErroArmazem>) -> impl IntoView {
    let eventos = match trilha {
        Ok(eventos) => eventos,
        Err(erro) => {
            tracing::error!(%erro, "the trail could not be listed");
            return view! { <Indisponivel assunto="o registro de acessos"/> }.into_any();
        }
    };
    let itens = eventos
        .into_iter()
        .map(|evento| {
            let detalhe = evento.detalhe.filter(|d| !d.is_empty()).map(|d| view! { <p class="motivo">{d}</p> });
            view! {
                <li>
                    <strong>{palavras(&evento.acao)}</strong>
                    <small class="quando"><Instante em=evento.quando/></small>
                    {detalhe}
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="cartao" aria-labelledby="trilha">
            <h2 id="trilha">"Quem viu seus dados, e quando"</h2>
            <p class="discreto">"Os registros do último ano, até cem. A equipe da incorporadora só vê as suas páginas com um motivo, que fica escrito aqui."</p>
            <ul class="lista trilha">{itens}</ul>
        </section>
    }
    .into_any()
}

/// What an act was, as people say it.
fn palavras(acao: &str) -> String {
    match acao {
        "acesso-portal" => "Você entrou pelo portal",
        "acesso-direto" => "Você entrou pelo acesso direto",
        "acesso-api" => "Um aplicativo ligado ao portal consultou seus dados por você",
        "associado" => "Um associado da sua compra viu seus dados",
        "previa-inicio" => "A equipe da incorporadora abriu as suas páginas",
        "previa-fim" => "A equipe da incorporadora fechou as suas páginas",
        "declaracao-emitida" => "Você pediu uma declaração de quitação",
        "contato-alterado" => "Você pediu para mudar seu e-mail ou telefone",
        "endereco-alterado" => "Você pediu para mudar seu endereço",
        outra => return format!("Outro registro: {outra}"),
    }
    .to_owned()
}

#[component]
fn Instante(em: Timestamp) -> impl IntoView {
    view! { <time datetime=em.to_string()>{quando(em)}</time> }
}

#[component]
fn DeOnde(incorporadora: Incorporadora, perfil: Perfil) -> impl IntoView {
    let sistema = match incorporadora.erp.tipo {
        TipoErp::Uau(_) => "UAU",
        _ => "sistema financeiro",
    };
    let contas = match perfil {
        Perfil::Condominio | Perfil::Sindico => {
            "Boletos, extrato, notas e quitações são do condomínio, não de moradores, e"
        }
        _ => "Contratos, boletos, parcelas, pagamentos e notas",
    };
    let do_portal = perfil == Perfil::Cliente && !incorporadora.portal.paginas.is_empty();
    let nome = incorporadora.nome.clone();
    view! {
        <section class="cartao" aria-labelledby="origem">
            <h2 id="origem">"De onde vêm os dados"</h2>
            <p>"Nome e documento: do Portal do Cliente, quando você entra."</p>
            {do_portal
                .then(|| {
                    view! { <p>"Cadastro, imóvel, contrato, documentos e mensagens: do Portal do Cliente, consultado na hora e sem guardar cópia."</p> }
                })}
            <p>{contas} " vêm do " {sistema} " de " {nome.clone()} ", consultado na hora."</p>
            <p class="discreto">"Quem responde por eles é " {nome} ". Para corrigir ou pedir algo sobre os seus dados, fale com ela."</p>
            <ContatoDaIncorporadora contato=incorporadora.contato/>
        </section>
    }
}

/// How long things are kept, in words.
#[derive(Debug, Clone)]
struct Guarda {
    inatividade: String,
    maxima: String,
    ultimos: Option<String>,
    acessos: u32,
    auditoria: u32,
}

impl Guarda {
    fn de(config: &Config) -> Self {
        let ultimos = config.armazenamento.ultimos;
        Self {
            inatividade: duracao(config.sessao.inatividade),
            maxima: duracao(config.sessao.maxima),
            ultimos: (!ultimos.is_zero()).then(|| duracao(ultimos)),
            acessos: config.armazenamento.acessos_dias,
            auditoria: config.armazenamento.auditoria_dias,
        }
    }
}

fn duracao(tempo: std::time::Duration) -> String {
    let minutos = tempo.as_secs() / 60;
    match (minutos / 60, minutos % 60) {
        (0, m) => format!("{m} minutos"),
        (1, 0) => "1 hora".to_owned(),
        (h, 0) => format!("{h} horas"),
        (h, m) => format!("{h} h {m} min"),
    }
}

#[component]
fn PorQuanto(guarda: Guarda) -> impl IntoView {
    let ultimos = guarda.ultimos.map(|tempo| {
        view! { <li>"A última resposta do sistema da incorporadora, cifrada, para quando ele estiver fora do ar: até " {tempo} "."</li> }
    });
    view! {
        <section class="cartao" aria-labelledby="guarda">
            <h2 id="guarda">"Por quanto tempo"</h2>
            <ul class="pontos">
                <li>"O seu acesso: até " {guarda.inatividade} " sem uso, e no máximo " {guarda.maxima} "."</li>
                {ultimos}
                <li>"O registro das suas entradas: " {guarda.acessos} " dias (Marco Civil da Internet, art. 15)."</li>
                <li>"O registro de quem viu seus dados e das declarações: " {guarda.auditoria} " dias."</li>
                <li>"Boletos e extratos não são copiados para cá: são lidos de novo a cada visita."</li>
            </ul>
        </section>
    }
}
