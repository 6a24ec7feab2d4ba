//! Staff: who I am, finding a client, and beginning a preview.

use domain::documento::{Documento, Email};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::nao_encontrada::NaoEncontrada;
use crate::{
    app::{
        components::{
            icones::Icone,
            pagina::{Menu, Pagina},
            secoes::{Coluna, Desenho, Esqueleto, Secao, Secoes},
            tempo::hora,
        },
        contexto::{endereco, use_consulta, use_estado, use_visita},
    },
    server::{
        gestor::{
            busca::{self, Achado, Achados, Busca, FalhaBusca, Por},
            previa::{self, DURACAO, MOTIVO_MAXIMO, MOTIVO_MINIMO},
        },
        session::Visita,
        state::AppState,
    },
};

/// `/gestor`.
#[component]
pub fn PaginaGestor() -> impl IntoView {
    let visita = use_visita()?;
    let titulo = visita.autor.tratamento().map_or_else(|| "Olá".to_owned(), |nome| format!("Olá, {nome}"));
    let terminou = use_consulta().valor("previa").is_some();
    Some(view! {
        <Pagina visita=visita.clone() titulo="Gestor".to_owned() menu=Menu::Clientes>
            <div class="secoes">
                <h1>{titulo}</h1>
                {terminou.then(|| view! { <PreviaTerminou/> })}
                <QuemSou visita=visita.clone()/>
                <Procurar visita busca=Busca::default()/>
            </div>
        </Pagina>
    })
}

/// `/gestor/busca/{referencia}`.
#[component]
pub fn PaginaBusca() -> impl IntoView {
    let (visita, estado) = (use_visita()?, use_estado()?);
    let referencia = use_params_map().with_untracked(|p| p.get("referencia")).unwrap_or_default();
    let Some(busca) = Busca::abrir(&estado, &visita, &referencia) else {
        return Some(view! { <NaoEncontrada/> }.into_any());
    };
    let resultado = busca.filtro().ok().map(|filtro| {
        let (visita, busca) = (visita.clone(), busca.clone());
        Secao::nova("resultado", Coluna::Principal, Esqueleto::Cartao, async move {
            let achados = busca::procurar(&estado, &visita, &filtro).await;
            desenho(move || match achados {
                Ok(achados) => view! { <Resultado visita estado busca referencia achados/> }.into_any(),
                Err(falha) => view! { <SemResultado falha/> }.into_any(),
            })
        })
    });
    let outra = Secao::nova("procurar", Coluna::Principal, Esqueleto::Nada, {
        let visita = visita.clone();
        async move { desenho(move || view! { <Procurar visita busca/> }.into_any()) }
    });
    let secoes = resultado.into_iter().chain([outra]).collect();
    let volta = endereco(&visita, "/gestor", &[]);
    let titulo = view! {
        <div>
            <p class="migalha"><a href=volta>{Icone::Voltar.desenho()} "Clientes"</a></p>
            <h1>"Procurar cliente"</h1>
        </div>
    }
    .into_any();
    let pagina = view! {
        <Pagina visita titulo="Procurar cliente".to_owned() menu=Menu::Clientes>
            <Secoes titulo secoes/>
        </Pagina>
    };
    Some(pagina.into_any())
}

fn desenho(ver: impl FnOnce() -> AnyView + Send + 'static) -> Desenho {
    Box::new(ver)
}

#[component]
fn PreviaTerminou() -> impl IntoView {
    view! {
        <p class="nota informe" role="status">
            {Icone::Certo.desenho()}
            <span>
                "A prévia terminou. O cliente pode ler, na página Privacidade dele, quem viu os dados, quando e por quê."
            </span>
        </p>
    }
}

#[component]
fn QuemSou(visita: Visita) -> impl IntoView {
    let nome = visita.autor.nome.clone().unwrap_or_else(|| "equipe".to_owned());
    view! {
        <section class="cartao" aria-labelledby="quem">
            <h2 id="quem">"Seu acesso"</h2>
            <p>
                "O CV confirmou que você é " <strong>{nome}</strong> ", da equipe de " {visita.incorporadora.nome.clone()}
                ". Este acesso termina às " {hora(visita.autor.expira_em)} "."
            </p>
            <p class="discreto">
                {format!(
                    "Na prévia você vê as páginas de um cliente como ele vê, sem poder mudar nada, por até {} minutos. O seu nome, a hora e o motivo ficam registrados, e o cliente pode lê-los.",
                    DURACAO.as_mins(),
                )}
            </p>
        </section>
    }
}

/// The form. What is typed travels in the body: it is personal data.
#[component]
fn Procurar(visita: Visita, busca: Busca) -> impl IntoView {
    let erro = (!busca.texto.is_empty()).then(|| busca.filtro().err()).flatten();
    let opcoes = Por::TODOS
        .map(|por| view! { <option value=por.nome() selected=por == busca.por>{por.rotulo()}</option> })
        .collect_view();
    view! {
        <section class="cartao" aria-labelledby="procurar">
            <h2 id="procurar">"Procurar cliente no CV"</h2>
            <form class="filtros" method="post" action=endereco(&visita, "/gestor/buscar", &[])>
                <div class="campos procura">
                    <label class="campo">"Procurar por" <select name="por">{opcoes}</select></label>
                    <label class="campo">
                        "O que procurar"
                        <input
                            type="text"
                            name="texto"
                            value=busca.texto
                            required
                            maxlength=busca::TEXTO_MAXIMO.to_string()
                            autocomplete="off"
                            spellcheck="false"
                            aria-invalid=erro.map(|_| "true")
                            aria-describedby=erro.map(|_| "erro-texto")
                        />
                    </label>
                </div>
                {erro.map(|erro| view! { <p id="erro-texto" class="erro-campo">{Icone::Atencao.desenho()} {erro.texto()}</p> })}
                <button class="botao primario" type="submit">{Icone::Procurar.desenho()} "Procurar"</button>
            </form>
        </section>
    }
}

#[component]
fn Resultado(visita: Visita, estado: AppState, busca: Busca, referencia: String, achados: Achados) -> impl IntoView {
    let Achados { achados, ha_mais } = achados;
    if achados.is_empty() {
        return view! {
            <section class="cartao estado">
                {Icone::Atencao.desenho()} <h2>"Ninguém encontrado"</h2>
                <p>"O CV não tem cliente com esses dados. Confira o que foi digitado, ou procure de outra forma."</p>
            </section>
        }
        .into_any();
    }
    let titulo = match achados.len() {
        1 => "1 cliente encontrado".to_owned(),
        n => format!("{n} clientes encontrados"),
    };
    let unico = achados.len() == 1;
    let itens = achados
        .into_iter()
        .enumerate()
        .map(|(ordem, achado)| {
            let (visita, estado) = (visita.clone(), estado.clone());
            view! { <Encontrado visita estado busca=busca.clone() referencia=referencia.clone() achado ordem unico/> }
        })
        .collect_view();
    view! {
        <section class="cartao" aria-labelledby="encontrados">
            <h2 id="encontrados">{titulo}</h2>
            <ul class="lista">{itens}</ul>
            {ha_mais
                .then(|| {
                    view! { <p class="discreto">"Há mais clientes com esses dados. Procure pelo CPF ou CNPJ para chegar a um só."</p> }
                })}
        </section>
    }
    .into_any()
}

#[component]
fn Encontrado(
    visita: Visita,
    estado: AppState,
    busca: Busca,
    referencia: String,
    achado: Achado,
    ordem: usize,
    /// Whether there is no other.
    unico: bool,
) -> impl IntoView {
    let nome = achado.nome.unwrap_or_else(|| "Sem nome no CV".to_owned());
    let documento = achado.cliente.as_ref().map_or_else(
        || "Sem documento completo no CV".to_owned(),
        |cliente| format!("{} {}", cliente.documento.rotulo(), Documento::mascarado(&cliente.documento)),
    );
    let email = achado.email.as_ref().map(|email| format!(" · {}", Email::mascarado(email)));
    let acao = match achado.cliente {
        None => view! {
            <p class="discreto">
                "Sem o CPF ou CNPJ completo não dá para perguntar ao ERP pelos dados desta pessoa. Complete o cadastro no CV."
            </p>
        }
        .into_any(),
        Some(_) if !previa::possivel(&visita.incorporadora) => view! {
            <p class="discreto">
                "O ERP desta incorporadora é o próprio CV, que só mostra os dados com o acesso do cliente. Não há prévia."
            </p>
        }
        .into_any(),
        Some(cliente) => {
            let titular_hmac = estado.chaveiro.hmac_titular(cliente.documento.normalizado());
            let recusado = busca.recusado.filter(|recusado| recusado.titular_hmac == titular_hmac).map(|r| r.motivo);
            let aberto = unico || recusado.is_some();
            let cliente = cliente.referencia(&estado, &visita);
            view! { <Motivo visita cliente referencia recusado aberto nome=nome.clone() ordem/> }.into_any()
        }
    };
    view! {
        <li>
            <h3>{nome}</h3>
            <p class="discreto">{documento} {email}</p>
            {acao}
        </li>
    }
}

/// The reason, without which there is no preview.
#[component]
fn Motivo(
    visita: Visita,
    /// Sealed.
    cliente: String,
    /// Of the search, to come back to.
    referencia: String,
    /// What was typed and refused.
    recusado: Option<String>,
    aberto: bool,
    nome: String,
    ordem: usize,
) -> impl IntoView {
    let (dica, erro) = (format!("dica-{ordem}"), format!("erro-motivo-{ordem}"));
    let descrito = if recusado.is_some() { format!("{erro} {dica}") } else { dica.clone() };
    let invalido = recusado.is_some().then_some("true");
    let aviso = recusado.is_some().then(|| {
        view! {
            <p id=erro class="erro-campo">
                {Icone::Atencao.desenho()} {format!("Escreva o motivo com {MOTIVO_MINIMO} a {MOTIVO_MAXIMO} letras.")}
            </p>
        }
    });
    view! {
        <details class="detalhe" open=aberto>
            <summary>"Ver como este cliente vê"</summary>
            <form class="filtros pedido" method="post" action=endereco(&visita, "/gestor/previa", &[])>
                <input type="hidden" name="cliente" value=cliente/>
                <input type="hidden" name="busca" value=referencia/>
                <label class="campo">
                    "Motivo (obrigatório)"
                    <textarea
                        name="motivo"
                        rows="3"
                        required
                        minlength=MOTIVO_MINIMO.to_string()
                        maxlength=MOTIVO_MAXIMO.to_string()
                        aria-invalid=invalido
                        aria-describedby=descrito
                    >
                        {recusado}
                    </textarea>
                </label>
                {aviso}
                <p id=dica class="discreto">
                    "O cliente vai ler este texto. Por exemplo: “Ligação do cliente sobre o boleto de novembro”."
                </p>
                <button class="botao primario" type="submit">
                    {Icone::Olho.desenho()} "Abrir prévia" <span class="so-leitor">" de " {nome}</span>
                </button>
            </form>
        </details>
    }
}

#[component]
fn SemResultado(falha: FalhaBusca) -> impl IntoView {
    let (titulo, texto) = match falha {
        FalhaBusca::SemCredenciais => (
            "A busca ainda não foi configurada",
            "Quem opera o plugin precisa configurar [incorporadora.portal.servico] com o e-mail e o token de um usuário administrativo do CV que possa consultar o cadastro de clientes.",
        ),
        FalhaBusca::Recusada => (
            "O CV recusou o acesso à busca",
            "As credenciais de [incorporadora.portal.servico] não valem mais, ou o perfil desse usuário no CV não permite consultar o cadastro de clientes. Avise quem opera o plugin.",
        ),
        FalhaBusca::Pausa => {
            ("O CV pediu uma pausa", "O CV recebeu chamadas demais. Espere um minuto e procure de novo.")
        }
        FalhaBusca::ForaDoAr => (
            "O CV não está respondendo",
            "Não conseguimos procurar agora. Isso não quer dizer que o cliente não exista. Tente de novo em alguns minutos.",
        ),
        FalhaBusca::Ilegivel => (
            "Não entendemos a resposta do CV",
            "Recebemos uma resposta em que não dá para confiar, por isso não a mostramos. Se continuar, avise quem opera o plugin.",
        ),
    };
    view! {
        <section class="cartao estado perigo" data-falha="">
            {Icone::ForaDoAr.desenho()} <h2>{titulo}</h2> <p>{texto}</p>
        </section>
    }
}
