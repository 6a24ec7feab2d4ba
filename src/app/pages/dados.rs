//! Meus dados: what CV knows of the person, and asking for a change.

use cv::PessoaCv;
use domain::{calendario, documento::Telefone};
use http::request::Parts;
use leptos::prelude::*;
use tower_sessions::Session;

use super::nao_encontrada::NaoEncontrada;
use crate::{
    app::{
        components::{
            campos::{AvisoDoFormulario, CampoTexto, ErroDoCampo},
            cv::{CvIndisponivel, LidoNoPortal, Termo},
            icones::Icone,
            pagina::{Menu, Pagina},
            secoes::{Coluna, Desenho, Esqueleto, Secao, Secoes},
        },
        contexto::{endereco, use_consulta, use_estado, use_visita},
    },
    server::{
        cadastro::{
            self, Erros, FORMULARIO, FalhaCv,
            contato::{self, Contato},
            endereco::{self as de_endereco, ESTADOS, Endereco},
            pessoa,
            rascunho::{self, Escrito, Rascunho},
        },
        config::PaginaCv,
        session::Visita,
    },
};

const CAMINHO: &str = "/dados";

/// The page.
#[component]
pub fn PaginaDados() -> impl IntoView {
    let (visita, estado) = (use_visita()?, use_estado()?);
    if !cadastro::oferece(&visita, PaginaCv::Dados) {
        return Some(view! { <NaoEncontrada/> }.into_any());
    }
    let consulta = use_consulta();
    let mudanca = consulta.valor(pessoa::PARAMETRO).map(str::to_owned);
    let numero = consulta.valor(rascunho::PARAMETRO).map(str::to_owned);
    let sessao = use_sessao();
    let secoes = vec![Secao::nova("dados", Coluna::Principal, Esqueleto::Cartao, {
        let visita = visita.clone();
        async move {
            let lida = pessoa::ler(&estado, &visita).await;
            let rascunho = rascunho::abrir(sessao.as_ref(), numero.as_deref()).await;
            Box::new(move || view! { <Lidos visita lida rascunho mudanca/> }.into_any()) as Desenho
        }
    })];
    let pagina = view! {
        <Pagina visita titulo="Meus dados".to_owned() menu=Menu::Dados>
            <Secoes titulo=view! { <h1>"Meus dados"</h1> }.into_any() secoes/>
        </Pagina>
    };
    Some(pagina.into_any())
}

/// The session of this request, which keeps what could not be sent.
pub(super) fn use_sessao() -> Option<Session> {
    use_context::<Parts>().and_then(|p| p.extensions.get::<Session>().cloned())
}

#[component]
fn Lidos(
    visita: Visita,
    lida: Result<PessoaCv, FalhaCv>,
    rascunho: Option<Rascunho>,
    mudanca: Option<String>,
) -> impl IntoView {
    let falha_do_envio = rascunho.as_ref().and_then(|r| r.falha.clone());
    let (contato, de_casa) = match rascunho.map(|r| r.escrito) {
        Some(Escrito::Contato(contato)) => (Some(contato), None),
        Some(Escrito::Endereco(endereco)) => (None, Some(endereco)),
        _ => (None, None),
    };
    let aviso = mudanca.and_then(|mudanca| aviso(&mudanca));
    let (principal, contato_lido, endereco_lido) = match lida {
        Ok(pessoa) => {
            let contato_lido = contato_de(&pessoa);
            let endereco_lido = pessoa.endereco.clone().map(Endereco::from).unwrap_or_default();
            let visto = view! { <Ficha visita=visita.clone() pessoa/> }.into_any();
            (visto, Some(contato_lido), Some(endereco_lido))
        }
        Err(falha) => (view! { <CvIndisponivel falha assunto="seus dados" caminho=CAMINHO/> }.into_any(), None, None),
    };
    // Without the values of now there is nothing to change; what was typed is shown all the same.
    let (erro_contato, erro_endereco) = if contato.is_some() { (falha_do_envio, None) } else { (None, falha_do_envio) };
    let contato = contato.map(|c| (c, true)).or(contato_lido.map(|c| (c, false)));
    let de_casa = de_casa.map(|e| (e, true)).or(endereco_lido.map(|e| (e, false)));
    view! {
        {aviso
            .map(|texto| {
                view! { <p class="nota informe" role="status">{Icone::Certo.desenho()} <span>{texto}</span></p> }
            })}
        {principal}
        {contato
            .map(|(contato, devolvido)| {
                view! { <FormularioDeContato visita=visita.clone() contato devolvido falha=erro_contato/> }
            })}
        {de_casa
            .map(|(lugar, devolvido)| {
                view! { <FormularioDeEndereco visita=visita.clone() lugar devolvido falha=erro_endereco/> }
            })}
    }
}

/// What became of a change. Never that it is made: CV says only that it took it.
fn aviso(mudanca: &str) -> Option<&'static str> {
    match mudanca {
        pessoa::APROVACAO => Some("A incorporadora precisa aprovar a mudança antes de ela aparecer aqui."),
        pessoa::RECEBIDA => Some("Enviamos a mudança. A incorporadora pode conferir antes de ela aparecer."),
        _ => None,
    }
}

/// A telephone as people write it, or as CV did.
fn telefone(texto: &str) -> String {
    Telefone::ler(texto).map_or_else(|_| texto.to_owned(), |t| t.formatado())
}

fn contato_de(pessoa: &PessoaCv) -> Contato {
    let email = pessoa.email.clone().unwrap_or_default();
    let numero = pessoa.telefone.as_deref().map(telefone).unwrap_or_default();
    Contato { email: email.clone(), telefone: numero.clone(), email_antes: email, telefone_antes: numero }
}

#[component]
fn Ficha(visita: Visita, pessoa: PessoaCv) -> impl IntoView {
    let documento = &visita.principal.documento;
    let (rotulo, mascarado) = (documento.rotulo(), documento.mascarado());
    let lugar = pessoa.endereco.clone().map(Endereco::from).map(|e| em_uma_linha(&e));
    view! {
        <section class="cartao" aria-labelledby="cadastro">
            <h2 id="cadastro">"Seu cadastro"</h2>
            <dl class="ficha">
                <Termo nome="Nome" valor=pessoa.nome.clone()/>
                <Termo nome=rotulo valor=Some(mascarado)/>
                <Termo nome="Nascimento" valor=pessoa.nascimento.map(calendario::curta)/>
                <Termo nome="Estado civil" valor=pessoa.estado_civil.clone()/>
                <Termo nome="E-mail" valor=pessoa.email.clone()/>
                <Termo nome="Telefone" valor=pessoa.telefone.as_deref().map(telefone)/>
                <Termo nome="Celular" valor=pessoa.celular.as_deref().map(telefone)/>
                <Termo nome="Endereço" valor=lugar/>
            </dl>
            <p class="discreto">
                "São os dados que a incorporadora tem no portal. Para corrigir nome, documento, nascimento ou celular, fale com ela."
            </p>
            <LidoNoPortal/>
        </section>
    }
}

fn em_uma_linha(e: &Endereco) -> String {
    let juntar = |partes: &[&str], entre: &str| {
        partes.iter().copied().filter(|p| !p.trim().is_empty()).collect::<Vec<_>>().join(entre)
    };
    let rua = juntar(&[&e.logradouro, &e.numero, &e.complemento], ", ");
    let cidade = juntar(&[&e.cidade, &e.estado], "/");
    let cep = if e.cep.is_empty() { String::new() } else { format!("CEP {}", e.cep) };
    juntar(&[&rua, &e.bairro, &cidade, &cep], " · ")
}

/// What is said above the fields of a form that came back.
fn sobre_o_envio(falha: Option<&FalhaCv>, erros: &Erros) -> Option<String> {
    falha
        .map(|falha| falha.palavras_do_envio("nesta página, daqui a pouco,"))
        .or_else(|| erros.de(FORMULARIO).map(str::to_owned))
}

#[component]
fn FormularioDeContato(visita: Visita, contato: Contato, devolvido: bool, falha: Option<FalhaCv>) -> impl IntoView {
    let erros =
        if devolvido && falha.is_none() { contato.alteracao().err().unwrap_or_default() } else { Erros::default() };
    let aviso = sobre_o_envio(falha.as_ref(), &erros);
    view! {
        <section class="cartao" id="contato" aria-labelledby="titulo-contato">
            <h2 id="titulo-contato">"Mudar e-mail ou telefone"</h2>
            <form class="filtros formulario" method="post" action=endereco(&visita, "/dados/contato", &[])>
                {aviso.map(|texto| view! { <AvisoDoFormulario texto/> })}
                <input type="hidden" name="email_antes" value=contato.email_antes/>
                <input type="hidden" name="telefone_antes" value=contato.telefone_antes/>
                <div class="campos">
                    <CampoTexto
                        rotulo="E-mail"
                        nome="email"
                        valor=contato.email
                        tipo="email"
                        autocomplete="email"
                        teclado="email"
                        maximo=contato::MAXIMO
                        opcional="deixe como está para não mudar"
                        erro=erros.de("email")
                    />
                    <CampoTexto
                        rotulo="Telefone"
                        nome="telefone"
                        valor=contato.telefone
                        tipo="tel"
                        autocomplete="tel"
                        teclado="tel"
                        maximo=contato::MAXIMO
                        opcional="com DDD"
                        erro=erros.de("telefone")
                    />
                </div>
                <button class="botao primario" type="submit">
                    "Pedir a mudança" <span class="so-leitor">" de e-mail ou telefone"</span>
                </button>
            </form>
        </section>
    }
}

#[component]
fn FormularioDeEndereco(visita: Visita, lugar: Endereco, devolvido: bool, falha: Option<FalhaCv>) -> impl IntoView {
    let erros =
        if devolvido && falha.is_none() { lugar.alteracao().err().unwrap_or_default() } else { Erros::default() };
    let aviso = sobre_o_envio(falha.as_ref(), &erros);
    let texto = |rotulo, nome, valor: &str, autocomplete| {
        let (valor, erro) = (valor.to_owned(), erros.de(nome));
        view! { <CampoTexto rotulo nome valor autocomplete maximo=de_endereco::MAXIMO erro/> }
    };
    let erro_estado = erros.de("estado");
    let opcoes = ESTADOS.map(|uf| view! { <option value=uf selected=uf == lugar.estado>{uf}</option> }).collect_view();
    let escolhido = ESTADOS.contains(&lugar.estado.as_str());
    view! {
        <section class="cartao" id="endereco" aria-labelledby="titulo-endereco">
            <h2 id="titulo-endereco">"Mudar endereço"</h2>
            <form class="filtros formulario" method="post" action=endereco(&visita, "/dados/endereco", &[])>
                {aviso.map(|texto| view! { <AvisoDoFormulario texto/> })}
                <div class="campos">
                    <CampoTexto
                        rotulo="CEP"
                        nome="cep"
                        valor=lugar.cep.clone()
                        autocomplete="postal-code"
                        teclado="numeric"
                        maximo=10
                        erro=erros.de("cep")
                    />
                    {texto("Rua ou avenida", "logradouro", &lugar.logradouro, "address-line1")}
                    {texto("Número", "numero", &lugar.numero, "off")}
                    <CampoTexto
                        rotulo="Complemento"
                        nome="complemento"
                        valor=lugar.complemento.clone()
                        autocomplete="address-line2"
                        maximo=de_endereco::MAXIMO
                        opcional="se houver"
                        erro=erros.de("complemento")
                    />
                    {texto("Bairro", "bairro", &lugar.bairro, "address-level3")}
                    {texto("Cidade", "cidade", &lugar.cidade, "address-level2")}
                    <div class="campo-com-erro">
                        <label class="campo">
                            <span>"Estado"</span>
                            <select
                                name="estado"
                                autocomplete="address-level1"
                                required
                                aria-invalid=erro_estado.map(|_| "true")
                                aria-describedby=erro_estado.map(|_| "erro-estado")
                            >
                                <option value="" selected=!escolhido>
                                    "Escolha"
                                </option>
                                {opcoes}
                            </select>
                        </label>
                        <ErroDoCampo id="erro-estado".to_owned() erro=erro_estado/>
                    </div>
                </div>
                <button class="botao primario" type="submit">
                    "Pedir a mudança" <span class="so-leitor">" de endereço"</span>
                </button>
            </form>
        </section>
    }
}
