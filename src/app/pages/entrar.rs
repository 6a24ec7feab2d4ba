//! The forms of direct access. Plain HTML, no islands; nobody frames them.

use std::sync::Arc;

use axum::response::{Html, IntoResponse, Response};
use http::StatusCode;
use leptos::prelude::*;

use crate::{
    app::{
        components::{estado::ContatoDaIncorporadora, icones::Icone},
        shell::Cabeca,
    },
    server::{
        config::{AcessoDireto, Incorporadora},
        direto::{caminho, equipe},
        state::AppState,
    },
};

/// What is wrong, said beside the field it is about. None tells whether somebody is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erro {
    /// Neither CPF nor CNPJ nor e-mail.
    Quem,
    /// No e-mail.
    Email,
    /// No password.
    FaltaSenha,
    /// CV takes no such password of such a person.
    Senha,
    /// No code can look like this.
    FormaDoCodigo,
    /// CV takes no such code of such a person.
    Codigo,
    /// The form is too old.
    Prazo,
    /// CV could not judge.
    SemResposta,
}

/// Which form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tela {
    /// Who, and how.
    Escolha {
        /// As typed before.
        quem: String,
        /// What was wrong.
        erro: Option<Erro>,
    },
    /// [`Tela::Escolha`] after a password that was not taken.
    Senha {
        /// As typed before.
        quem: String,
        /// What was wrong.
        erro: Option<Erro>,
    },
    /// The code.
    Codigo {
        /// Who asked, sealed.
        pedido: String,
        /// The same, masked.
        quem: String,
        /// What was wrong.
        erro: Option<Erro>,
    },
    /// A síndico.
    Sindico {
        /// As typed before.
        quem: String,
        /// What was wrong.
        erro: Option<Erro>,
    },
    /// A forgotten password.
    Esqueci {
        /// As typed before.
        quem: String,
        /// Whether it is a síndico's.
        sindico: bool,
        /// What was wrong.
        erro: Option<Erro>,
    },
    /// A new password was asked for.
    Pedida,
    /// Somebody of the staff.
    Equipe {
        /// As typed before.
        quem: String,
        /// What was wrong.
        erro: Option<Erro>,
    },
    /// The code of somebody of the staff.
    CodigoDaEquipe {
        /// Who asked, sealed.
        pedido: String,
        /// The same, masked.
        quem: String,
        /// What was wrong.
        erro: Option<Erro>,
    },
}

impl Erro {
    const fn texto(self) -> &'static str {
        match self {
            Self::Quem => "Digite um CPF ou CNPJ completo, ou o e-mail do seu cadastro.",
            Self::Email => "Digite o seu e-mail do CV, como nome@exemplo.com.br.",
            Self::FaltaSenha => "Digite a senha.",
            Self::Senha => "Os dados não conferem. Confira o CPF, CNPJ ou e-mail e a senha.",
            Self::FormaDoCodigo => "Digite o código como veio na mensagem, só letras e números.",
            Self::Codigo => "O código não confere ou já venceu. Confira a mensagem mais recente, ou peça outro código.",
            Self::Prazo => "O prazo para digitar o código passou. Peça outro código.",
            Self::SemResposta => {
                "Não foi possível conferir agora. Não foi por algo que você fez: tente de novo em alguns minutos."
            }
        }
    }

    const fn status(self) -> StatusCode {
        match self {
            Self::SemResposta => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }
}

impl Tela {
    const fn erro(&self) -> Option<Erro> {
        match self {
            Self::Escolha { erro, .. }
            | Self::Senha { erro, .. }
            | Self::Codigo { erro, .. }
            | Self::Sindico { erro, .. }
            | Self::Equipe { erro, .. }
            | Self::CodigoDaEquipe { erro, .. }
            | Self::Esqueci { erro, .. } => *erro,
            Self::Pedida => None,
        }
    }

    const fn titulo(&self) -> &'static str {
        match self {
            Self::Escolha { .. } | Self::Senha { .. } => "Entrar no Financeiro",
            Self::Codigo { .. } | Self::CodigoDaEquipe { .. } => "Digite o código",
            Self::Equipe { .. } => "Financeiro para a equipe",
            Self::Sindico { .. } => "Entrar como síndico",
            Self::Esqueci { .. } => "Esqueci a senha",
            Self::Pedida => "Confira suas mensagens",
        }
    }
}

/// The page, with the status that says the same.
pub fn resposta(
    estado: &AppState,
    incorporadora: Arc<Incorporadora>,
    tela: Tela,
    codigo_suporte: Option<Arc<str>>,
) -> Response {
    let status = tela.erro().map_or(StatusCode::OK, Erro::status);
    let estilo = estado.estilo.to_string();
    // Only what failed on the way has to be found in a log.
    let codigo_suporte = codigo_suporte.filter(|_| status.is_server_error());
    let html = Owner::new().with(move || documento(&tela, estilo, incorporadora, codigo_suporte).to_html());
    // No `Moldura`: nobody frames a page where passwords are typed.
    (status, Html(format!("<!DOCTYPE html>{html}"))).into_response()
}

fn documento(
    tela: &Tela,
    estilo: String,
    incorporadora: Arc<Incorporadora>,
    codigo_suporte: Option<Arc<str>>,
) -> impl IntoView + use<> {
    let titulo = tela.titulo();
    // Read first by a screen reader, seen in the tab.
    let na_aba = if tela.erro().is_some() { "Erro: " } else { "" };
    let base = match tela {
        Tela::Equipe { .. } | Tela::CodigoDaEquipe { .. } => equipe::caminho(&incorporadora.slug),
        _ => caminho(&incorporadora.slug),
    };
    let contato = incorporadora.contato.clone();
    view! {
        <html lang="pt-BR">
            <head>
                <title>{format!("{na_aba}{titulo} · {}", incorporadora.nome)}</title>
                <link rel="stylesheet" href=estilo/>
                <Cabeca incorporadora=Some(Arc::clone(&incorporadora))/>
            </head>
            <body>
                <main class="mensagem entrar">
                    <p class="marca">{incorporadora.nome.clone()}</p>
                    <section class="cartao">
                        <h1>{titulo}</h1>
                        {corpo(tela, &base, incorporadora.acesso_direto)}
                    </section>
                    <footer class="discreto">
                        <p>"Precisa de ajuda? Fale com a incorporadora."</p>
                        <ContatoDaIncorporadora contato/>
                        {codigo_suporte.map(|c| view! { <p class="suporte">"Código de atendimento: " {c.to_string()}</p> })}
                    </footer>
                </main>
            </body>
        </html>
    }
}

fn corpo(tela: &Tela, base: &str, regras: AcessoDireto) -> AnyView {
    match tela {
        Tela::Escolha { quem, erro } => escolha(base, regras, quem, *erro, None).into_any(),
        Tela::Senha { quem, erro } => escolha(base, regras, quem, None, *erro).into_any(),
        Tela::Equipe { quem, erro } => da_equipe(base, quem, *erro).into_any(),
        Tela::Codigo { pedido, quem, erro } | Tela::CodigoDaEquipe { pedido, quem, erro } => codigo(base, pedido, quem, *erro).into_any(),
        Tela::Sindico { quem, erro } => view! {
            <p>"Use a senha da área do síndico no Portal do Cliente."</p>
            {por_senha(format!("{base}/sindico"), quem, *erro, "sindico")}
            {regras.esqueci.then(|| view! { <p><a href=format!("{base}/esqueci?papel=sindico")>"Esqueci a senha"</a></p> })}
            <p><a href=base.to_owned()>"Voltar"</a></p>
        }
        .into_any(),
        Tela::Esqueci { quem, sindico, erro } => esqueci(base, quem, *sindico, *erro).into_any(),
        Tela::Pedida => view! {
            <span class="simbolo">{Icone::Certo.desenho()}</span>
            <p>
                "Se houver um cadastro com o que você informou, o portal envia em instantes as instruções para uma senha nova: por e-mail, ou por SMS para quem informou CPF ou CNPJ."
            </p>
            <p>"Não chegou? Veja a caixa de spam e confira com a incorporadora os dados do seu cadastro."</p>
            <p><a class="botao" href=base.to_owned()>"Voltar para entrar"</a></p>
        }
        .into_any(),
    }
}

/// The message of a field, for those who see it and those who hear it.
fn dito(id: &'static str, erro: Option<Erro>) -> impl IntoView {
    erro.map(
        |erro| view! { <p id=id class="erro" role="alert">{Icone::Atencao.desenho()} <span>{erro.texto()}</span></p> },
    )
}

/// What is not about one field.
fn geral(erro: Option<Erro>) -> impl IntoView {
    erro.filter(|e| matches!(e, Erro::SemResposta | Erro::Prazo)).map(|erro| {
        view! { <p class="nota perigo" role="alert">{Icone::Atencao.desenho()} <span>{erro.texto()}</span></p> }
    })
}

fn quem_e(id: &'static str, id_erro: &'static str, quem: &str, erro: Option<Erro>) -> impl IntoView + use<> {
    let invalido = erro.is_some().then_some("true");
    view! {
        <div class="campo">
            <label for=id>"CPF, CNPJ ou e-mail"</label>
            <input
                id=id
                type="text"
                name="quem"
                required
                maxlength="254"
                value=quem.to_owned()
                autocomplete="username"
                autocapitalize="none"
                spellcheck="false"
                aria-invalid=invalido
                aria-describedby=erro.map(|_| id_erro)
            />
            {dito(id_erro, erro)}
        </div>
    }
}

fn escolha(
    base: &str,
    regras: AcessoDireto,
    quem: &str,
    erro: Option<Erro>,
    erro_da_senha: Option<Erro>,
) -> impl IntoView + use<> {
    let do_codigo = regras.codigo.then(|| {
        view! {
            <form class="filtros" method="post" action=format!("{base}/codigo")>
                <p>"Enviamos um código para o contato do seu cadastro. Não precisa de senha."</p>
                {quem_e("quem-codigo", "erro-quem-codigo", quem, erro.filter(|e| *e == Erro::Quem))}
                <fieldset class="opcoes">
                    <legend>"Receber o código por"</legend>
                    <label><input type="radio" name="canal" value="email" checked/> "E-mail"</label>
                    <label><input type="radio" name="canal" value="sms"/> "SMS"</label>
                </fieldset>
                <button class="botao primario" type="submit">"Receber código"</button>
            </form>
        }
    });
    let senha = |aberta: bool| {
        let formulario = por_senha(format!("{base}/senha"), quem, erro_da_senha, "senha");
        let esqueci = regras.esqueci.then(|| view! { <p><a href=format!("{base}/esqueci")>"Esqueci a senha"</a></p> });
        if regras.codigo {
            view! { <details class="outra" open=aberta><summary>"Entrar com a senha do portal"</summary>{formulario} {esqueci}</details> }
                .into_any()
        } else {
            view! {
                <p>"Use a senha do Portal do Cliente."</p>
                {formulario}
                {esqueci}
            }
            .into_any()
        }
    };
    let da_senha = regras.senha.then(|| senha(erro_da_senha.is_some()));
    let do_sindico = regras.sindico.then(|| view! { <p><a href=format!("{base}/sindico")>"Sou síndico"</a></p> });
    view! {
        {geral(erro)}
        {do_codigo}
        {da_senha}
        {do_sindico}
    }
}

fn da_equipe(base: &str, quem: &str, erro: Option<Erro>) -> impl IntoView + use<> {
    let do_email = erro.filter(|e| *e == Erro::Email);
    view! {
        {geral(erro)}
        <form class="filtros" method="post" action=format!("{base}/codigo")>
            <p>"Para quem trabalha na incorporadora e tem usuário no CV. Enviamos um código para o seu e-mail."</p>
            <div class="campo">
                <label for="quem-equipe">"E-mail do seu usuário no CV"</label>
                <input
                    id="quem-equipe"
                    type="email"
                    name="quem"
                    required
                    maxlength="254"
                    value=quem.to_owned()
                    autocomplete="username"
                    aria-invalid=do_email.is_some().then_some("true")
                    aria-describedby=do_email.map(|_| "erro-quem-equipe")
                />
                {dito("erro-quem-equipe", do_email)}
            </div>
            <button class="botao primario" type="submit">"Receber código"</button>
        </form>
    }
}

fn por_senha(acao: String, quem: &str, erro: Option<Erro>, nome: &'static str) -> impl IntoView + use<> {
    let (id_quem, id_senha, id_erro_quem, id_erro) = if nome == "sindico" {
        ("quem-sindico", "senha-sindico", "erro-quem-sindico", "erro-senha-sindico")
    } else {
        ("quem-senha", "senha", "erro-quem-senha", "erro-senha")
    };
    let da_senha = erro.filter(|e| matches!(e, Erro::FaltaSenha | Erro::Senha));
    let invalido = da_senha.is_some().then_some("true");
    view! {
        <form class="filtros" method="post" action=acao>
            {geral(erro)} {quem_e(id_quem, id_erro_quem, quem, erro.filter(|e| *e == Erro::Quem))} <div class="campo">
                <label for=id_senha>"Senha"</label>
                <input
                    id=id_senha
                    type="password"
                    name="senha"
                    required
                    maxlength="256"
                    autocomplete="current-password"
                    aria-invalid=invalido
                    aria-describedby=da_senha.map(|_| id_erro)
                />
                {dito(id_erro, da_senha)}
            </div> <button class="botao primario" type="submit">"Entrar"</button>
        </form>
    }
}

fn codigo(base: &str, pedido: &str, quem: &str, erro: Option<Erro>) -> impl IntoView + use<> {
    let do_codigo = erro.filter(|e| matches!(e, Erro::Codigo | Erro::FormaDoCodigo));
    let descrito = if do_codigo.is_some() { "como-codigo erro-codigo" } else { "como-codigo" };
    view! {
        <p id="como-codigo">
            "Se houver um cadastro com " <strong>{quem.to_owned()}</strong>
            ", o código chega em instantes. Ele vale por poucos minutos."
        </p>
        {geral(erro)}
        <form class="filtros" method="post" action=format!("{base}/codigo/validar")>
            <input type="hidden" name="pedido" value=pedido.to_owned()/>
            <div class="campo">
                <label for="codigo">"Código"</label>
                <input
                    id="codigo"
                    type="text"
                    name="codigo"
                    required
                    maxlength="20"
                    inputmode="numeric"
                    autocomplete="one-time-code"
                    autocapitalize="characters"
                    spellcheck="false"
                    aria-invalid=do_codigo.is_some().then_some("true")
                    aria-describedby=descrito
                />
                {dito("erro-codigo", do_codigo)}
            </div>
            <button class="botao primario" type="submit">"Entrar"</button>
        </form>
        <p class="discreto">"Não chegou? Veja a caixa de spam, ou peça outro código. Se o contato do seu cadastro mudou, fale com a incorporadora."</p>
        <p><a href=base.to_owned()>"Pedir outro código"</a></p>
    }
}

fn esqueci(base: &str, quem: &str, sindico: bool, erro: Option<Erro>) -> impl IntoView + use<> {
    let volta = if sindico { format!("{base}/sindico") } else { base.to_owned() };
    view! {
        <p>"Informe o e-mail do seu cadastro para receber as instruções por e-mail, ou o CPF ou CNPJ para receber por SMS."</p>
        <form class="filtros" method="post" action=format!("{base}/esqueci")>
            {sindico.then(|| view! { <input type="hidden" name="papel" value="sindico"/> })}
            {quem_e("quem-esqueci", "erro-quem-esqueci", quem, erro)}
            <button class="botao primario" type="submit">"Pedir senha nova"</button>
        </form>
        <p><a href=volta>"Voltar"</a></p>
    }
}
