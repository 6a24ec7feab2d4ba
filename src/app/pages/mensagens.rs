//! Mensagens: the conversation with the incorporadora, and writing to it.

use cv::{Autor, MensagemCv};
use domain::calendario;
use jiff::civil::DateTime;
use leptos::prelude::*;

use super::{dados::use_sessao, nao_encontrada::NaoEncontrada};
use crate::{
    app::{
        components::{
            campos::{AvisoDoFormulario, ErroDoCampo},
            cv::{CvIndisponivel, LidoNoPortal, LinhasIlegiveis},
            estado::ContatoDaIncorporadora,
            icones::Icone,
            pagina::{Menu, Pagina},
            secoes::{Coluna, Desenho, Esqueleto, Secao, Secoes},
        },
        contexto::{endereco, use_consulta, use_estado, use_visita},
    },
    server::{
        cadastro::{
            self, FalhaCv,
            mensagens::{self, Conversa, Escrita},
            rascunho::{self, Escrito, Rascunho},
        },
        config::PaginaCv,
        session::Visita,
    },
};

const CAMINHO: &str = "/mensagens";

/// The page.
#[component]
pub fn PaginaMensagens() -> impl IntoView {
    let (visita, estado) = (use_visita()?, use_estado()?);
    if !cadastro::oferece(&visita, PaginaCv::Mensagens) {
        return Some(view! { <NaoEncontrada/> }.into_any());
    }
    let consulta = use_consulta();
    let desfecho = consulta.valor(mensagens::PARAMETRO).map(str::to_owned);
    let numero = consulta.valor(rascunho::PARAMETRO).map(str::to_owned);
    let sessao = use_sessao();
    let secoes = vec![Secao::nova("conversa", Coluna::Principal, Esqueleto::Cartao, {
        let visita = visita.clone();
        async move {
            let lida = mensagens::ler(&estado, &visita).await;
            let rascunho = rascunho::abrir(sessao.as_ref(), numero.as_deref()).await;
            Box::new(move || view! { <Lida visita lida rascunho desfecho/> }.into_any()) as Desenho
        }
    })];
    let pagina = view! {
        <Pagina visita titulo="Mensagens".to_owned() menu=Menu::Mensagens>
            <Secoes titulo=view! { <h1>"Mensagens"</h1> }.into_any() secoes/>
        </Pagina>
    };
    Some(pagina.into_any())
}

#[component]
fn Lida(
    visita: Visita,
    lida: Result<Conversa, FalhaCv>,
    rascunho: Option<Rascunho>,
    desfecho: Option<String>,
) -> impl IntoView {
    let falha = rascunho.as_ref().and_then(|r| r.falha.clone());
    let escrita = rascunho.and_then(|r| match r.escrito {
        Escrito::Mensagem(escrita) => Some(escrita),
        _ => None,
    });
    match lida {
        Ok(conversa) => view! {
            <Conversada visita=visita.clone() conversa/>
            <Escrever visita escrita falha desfecho/>
        }
        .into_any(),
        Err(FalhaCv::NaoOferecido) => view! { <SemMensagens visita/> }.into_any(),
        Err(erro) => {
            // What was typed is not lost with the conversation.
            let escrever = escrita.map(|escrita| {
                view! { <Escrever visita escrita=Some(escrita) falha desfecho/> }
            });
            view! {
                <CvIndisponivel falha=erro assunto="suas mensagens" caminho=CAMINHO/>
                {escrever}
            }
            .into_any()
        }
    }
}

/// CV of this incorporadora has no messages.
#[component]
fn SemMensagens(visita: Visita) -> impl IntoView {
    view! {
        <section class="cartao estado">
            {Icone::Balao.desenho()} <h2>"A incorporadora não oferece mensagens por aqui"</h2>
            <p>"Fale com ela por telefone ou e-mail."</p>
            <ContatoDaIncorporadora contato=visita.incorporadora.contato.clone()/>
        </section>
    }
}

#[component]
fn Conversada(visita: Visita, conversa: Conversa) -> impl IntoView {
    let Conversa { mensagens, ilegiveis } = conversa;
    let ilegivel = view! { <LinhasIlegiveis quantas=ilegiveis uma="uma mensagem veio" varias="mensagens vieram"/> };
    if mensagens.is_empty() {
        let texto = if ilegiveis > 0 {
            "Nenhuma mensagem pôde ser mostrada."
        } else {
            "Ainda não há mensagens entre você e a incorporadora."
        };
        return view! {
            <section class="cartao estado">
                {Icone::Balao.desenho()} <h2>{texto}</h2> {ilegivel} <LidoNoPortal/>
            </section>
        }
        .into_any();
    }
    let quem = visita.incorporadora.nome.clone();
    let falas = mensagens.into_iter().map(|mensagem| view! { <Fala mensagem quem=quem.clone()/> }).collect_view();
    view! {
        <section class="cartao" aria-labelledby="conversa">
            <h2 id="conversa">"Conversa com " {quem.clone()}</h2>
            <ol class="conversa">{falas}</ol>
            {ilegivel}
            <LidoNoPortal/>
        </section>
    }
    .into_any()
}

#[component]
fn Fala(mensagem: MensagemCv, quem: String) -> impl IntoView {
    let minha = mensagem.autor == Autor::Cliente;
    let autor = match mensagem.autor {
        Autor::Cliente => "Você".to_owned(),
        Autor::Incorporadora => mensagem.nome.unwrap_or(quem),
        Autor::Desconhecido => mensagem.nome.unwrap_or_else(|| "Autor não informado".to_owned()),
    };
    let momento = mensagem.quando.map_or_else(
        || view! { "data não informada" }.into_any(),
        |quando| view! { <time datetime=quando.to_string()>{data_e_hora(quando)}</time> }.into_any(),
    );
    view! {
        <li class:minha=minha>
            <p class="de">
                <strong>{autor}</strong>
                <small>{momento}</small>
            </p>
            {mensagem.assunto.map(|assunto| view! { <p class="assunto">{assunto}</p> })}
            <p class="fala">{mensagem.texto}</p>
        </li>
    }
}

/// On CV's clock; midnight is a day without a time.
fn data_e_hora(quando: DateTime) -> String {
    let dia = calendario::curta(quando.date());
    match (quando.hour(), quando.minute(), quando.second()) {
        (0, 0, 0) => dia,
        (hora, minuto, _) => format!("{dia}, {hora:02}:{minuto:02}"),
    }
}

#[component]
fn Escrever(
    visita: Visita,
    escrita: Option<Escrita>,
    falha: Option<FalhaCv>,
    desfecho: Option<String>,
) -> impl IntoView {
    let erro = escrita
        .as_ref()
        .filter(|_| falha.is_none())
        .and_then(|escrita| escrita.mensagem().err())
        .and_then(|erros| erros.de("texto"));
    let aviso = falha.map(|falha| falha.palavras_do_envio("na conversa"));
    let status = desfecho.and_then(|desfecho| match desfecho.as_str() {
        mensagens::ENVIADA => Some("Mensagem enviada. A resposta aparece nesta página."),
        mensagens::REPETIDA => {
            Some("O mesmo formulário chegou duas vezes, e a mensagem foi enviada uma vez só. Confira na conversa.")
        }
        _ => None,
    });
    let texto = escrita.map(|e| e.texto).unwrap_or_default();
    let descrito = if erro.is_some() { "erro-texto dica-texto" } else { "dica-texto" };
    view! {
        <section class="cartao" id="escrever" aria-labelledby="titulo-escrever">
            <h2 id="titulo-escrever">"Escrever à incorporadora"</h2>
            {status
                .map(|texto| {
                    view! { <p class="nota informe" role="status">{Icone::Certo.desenho()} <span>{texto}</span></p> }
                })}
            <form class="filtros formulario" method="post" action=endereco(&visita, CAMINHO, &[])>
                {aviso.map(|texto| view! { <AvisoDoFormulario texto/> })}
                <input type="hidden" name="envio" value=mensagens::numero_de_envio()/>
                <label class="campo">
                    <span>"Sua mensagem"</span>
                    <textarea
                        name="texto"
                        rows="5"
                        required
                        maxlength=mensagens::MAXIMO.to_string()
                        autocomplete="off"
                        aria-invalid=erro.map(|_| "true")
                        aria-describedby=descrito
                    >
                        {primeira_linha(&texto)}
                    </textarea>
                </label>
                <ErroDoCampo id="erro-texto".to_owned() erro/>
                <p id="dica-texto" class="discreto">
                    "Até 2000 letras. Não escreva senhas nem dados de cartão."
                </p>
                <button class="botao primario" type="submit">{Icone::Balao.desenho()} "Enviar mensagem"</button>
            </form>
        </section>
    }
}

/// Browsers take away a line break right after the opening tag: one more keeps the person's own.
fn primeira_linha(texto: &str) -> String {
    if texto.starts_with(['\n', '\r']) { format!("\n{texto}") } else { texto.to_owned() }
}
