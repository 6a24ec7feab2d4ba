//! Whole-page messages: a launch that failed, an access that ended. Plain HTML, no islands, right status.

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
        cadastro::FalhaCv,
        config::Incorporadora,
        direto,
        financeiro::Falha,
        middleware::{cabecalhos::Moldura, particionado::PrimeiraParte},
        state::AppState,
        storage::Origem,
    },
};

/// What happened, what we did, what the person can do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mensagem {
    /// HTTP status.
    pub status: StatusCode,
    /// Title, a short sentence.
    pub titulo: String,
    /// What happened.
    pub explicacao: String,
    /// What to do now.
    pub o_que_fazer: String,
    /// Address of ours to go back to, when the request itself told it.
    pub volta: Option<String>,
    /// Address of direct access, for a visit that began there.
    pub entrar: Option<String>,
}

impl Mensagem {
    /// Without a way back.
    pub fn nova(status: StatusCode, titulo: &str, explicacao: &str, o_que_fazer: &str) -> Self {
        Self {
            status,
            titulo: titulo.to_owned(),
            explicacao: explicacao.to_owned(),
            o_que_fazer: o_que_fazer.to_owned(),
            volta: None,
            entrar: None,
        }
    }

    /// With a link back to the page the person came from.
    #[must_use]
    pub fn com_volta(mut self, volta: Option<String>) -> Self {
        self.volta = volta;
        self
    }

    /// The visit is over, or this browser cannot prove it.
    pub fn sessao_encerrada() -> Self {
        Self::nova(
            StatusCode::UNAUTHORIZED,
            "Seu acesso terminou",
            "Por segurança, o Financeiro fecha sozinho depois de um tempo sem uso, e cada página só abre no navegador em que você entrou.",
            "Volte ao Portal do Cliente e clique em Financeiro no menu para entrar de novo.",
        )
    }

    /// Somebody else entered in the same browser.
    pub fn outra_pessoa() -> Self {
        Self::nova(
            StatusCode::UNAUTHORIZED,
            "Outra pessoa entrou neste navegador",
            "Esta aba era de um acesso anterior. Para que ninguém veja os dados de outra pessoa, ela foi fechada.",
            "Entre no Portal do Cliente com o seu usuário e clique em Financeiro no menu.",
        )
    }

    /// The person ended the visit.
    pub fn ate_logo() -> Self {
        Self::nova(
            StatusCode::OK,
            "Acesso encerrado",
            "Ninguém mais consegue ver seus dados por esta página.",
            "Para voltar, clique em Financeiro no menu do Portal do Cliente.",
        )
    }

    /// An address that does not exist.
    pub fn nao_encontrada() -> Self {
        Self::nova(
            StatusCode::NOT_FOUND,
            "Página não encontrada",
            "O endereço não existe ou mudou.",
            "Volte ao Portal do Cliente e clique em Financeiro no menu.",
        )
    }

    /// The role's URL exists in CV but is not switched on here.
    pub fn papel_desligado() -> Self {
        Self::nova(
            StatusCode::NOT_FOUND,
            "Este acesso não está habilitado",
            "A incorporadora ainda não habilitou o Financeiro para este tipo de usuário.",
            "Fale com a incorporadora para saber quando estará disponível.",
        )
    }

    /// Wrong method or too large a body.
    pub fn pedido_invalido(status: StatusCode) -> Self {
        Self::nova(
            status,
            "Não foi possível abrir esta página",
            "O navegador enviou um pedido que esta página não aceita.",
            "Volte ao Portal do Cliente e clique em Financeiro no menu.",
        )
    }

    /// Over the limit.
    pub fn muitos_pedidos() -> Self {
        Self::nova(
            StatusCode::TOO_MANY_REQUESTS,
            "Muitos acessos em pouco tempo",
            "Recebemos muitos pedidos seguidos desta conexão e fizemos uma pausa para proteger os dados de todos.",
            "Espere um minuto e tente de novo.",
        )
    }

    /// A file that would lack rows the ERP sent in a form nobody can read.
    pub fn arquivo_indisponivel() -> Self {
        Self::nova(
            StatusCode::SERVICE_UNAVAILABLE,
            "O arquivo não pôde ser gerado",
            "O sistema da incorporadora não entregou todas as parcelas agora, e um arquivo incompleto poderia enganar.",
            "Volte à página anterior e tente de novo em alguns minutos.",
        )
    }

    /// A document of CV, when CV could not be asked.
    pub fn documento_do_portal(falha: &FalhaCv) -> Self {
        let (titulo, explicacao) = falha.palavras("este documento");
        let status = match falha {
            FalhaCv::SemAcesso => StatusCode::UNAUTHORIZED,
            FalhaCv::NaoOferecido => StatusCode::NOT_FOUND,
            FalhaCv::Ilegivel | FalhaCv::Recusado(_) => StatusCode::BAD_GATEWAY,
            FalhaCv::Pausa { .. } | FalhaCv::ForaDoAr | FalhaCv::Demorou => StatusCode::SERVICE_UNAVAILABLE,
        };
        let o_que_fazer = match falha {
            FalhaCv::SemAcesso => "Volte ao Portal do Cliente e clique em Financeiro no menu para entrar de novo.",
            FalhaCv::NaoOferecido | FalhaCv::Recusado(_) => "Fale com a incorporadora para receber este documento.",
            _ => "Volte à página anterior e peça de novo em alguns minutos.",
        };
        Self::nova(status, titulo, &explicacao, o_que_fazer)
    }

    /// A file that is no document we can vouch for.
    pub fn documento_de_outro_tipo() -> Self {
        Self::nova(
            StatusCode::BAD_GATEWAY,
            "O arquivo não pôde ser conferido",
            "Ele não é um PDF nem uma imagem JPEG ou PNG. Por segurança, só entregamos arquivos que conseguimos conferir.",
            "Fale com a incorporadora para receber este documento.",
        )
    }

    /// A document the ERP could not give.
    pub fn documento_indisponivel(falha: &Falha) -> Self {
        let depois = "Volte à página anterior e tente de novo em alguns minutos.";
        let fale = "Fale com a incorporadora para receber este documento.";
        let (status, explicacao, o_que_fazer) = match falha {
            Falha::Desconhecido => (
                StatusCode::NOT_FOUND,
                "O sistema da incorporadora não tem mais este arquivo, ou o endereço dele venceu.".to_owned(),
                "Volte à página anterior, atualize a lista e peça de novo.",
            ),
            Falha::NaoOferecido => {
                (StatusCode::NOT_FOUND, "O sistema da incorporadora não fornece este arquivo.".to_owned(), fale)
            }
            Falha::SemPermissao => (
                StatusCode::BAD_GATEWAY,
                "O sistema da incorporadora não autorizou a entrega deste arquivo.".to_owned(),
                fale,
            ),
            Falha::LancamentoExpirado => (
                StatusCode::UNAUTHORIZED,
                "O acesso que o portal nos deu terminou.".to_owned(),
                "Abra o Financeiro de novo no menu do portal e peça o documento outra vez.",
            ),
            Falha::Recusado(motivo) => {
                (StatusCode::BAD_GATEWAY, format!("O sistema da incorporadora respondeu: {motivo}"), fale)
            }
            Falha::RespostaInvalida => (
                StatusCode::BAD_GATEWAY,
                "O arquivo que o sistema da incorporadora entregou não é um documento válido, por isso não o mostramos."
                    .to_owned(),
                fale,
            ),
            Falha::Manutencao { ate } => (
                StatusCode::SERVICE_UNAVAILABLE,
                format!("O sistema da incorporadora está em manutenção até {}.", crate::app::components::tempo::hora(*ate)),
                "Volte à página anterior e peça o documento depois desse horário.",
            ),
            Falha::ForaDoAr | Falha::Demorou => (
                StatusCode::SERVICE_UNAVAILABLE,
                "O sistema da incorporadora não entregou o arquivo agora.".to_owned(),
                depois,
            ),
        };
        Self::nova(status, "O documento não está disponível", &explicacao, o_que_fazer)
    }

    /// A document that is not this visitor's, or that is not there any more.
    pub fn documento_nao_encontrado() -> Self {
        Self::nova(
            StatusCode::NOT_FOUND,
            "Documento não encontrado",
            "O endereço mudou, o prazo dele passou ou ele não é deste acesso.",
            "Volte ao Financeiro e peça o documento de novo.",
        )
    }

    /// A ticket that was used.
    pub fn bilhete_usado() -> Self {
        Self::nova(
            StatusCode::GONE,
            "Este endereço já foi usado",
            "Por segurança, cada endereço de documento abre uma vez só, no aparelho de quem pediu.",
            "Para receber o documento outra vez, volte ao Financeiro e peça de novo. Se ele abriu em outra aba, feche esta.",
        )
    }

    /// A ticket that is too old, or whose visit is over.
    pub fn bilhete_vencido() -> Self {
        Self::nova(
            StatusCode::GONE,
            "O prazo deste endereço passou",
            "Por segurança, o endereço de um documento vale um minuto e só durante o seu acesso.",
            "Volte ao Financeiro e peça o documento de novo.",
        )
    }

    /// Our fault.
    pub fn erro_interno() -> Self {
        Self::nova(
            StatusCode::INTERNAL_SERVER_ERROR,
            "Algo deu errado do nosso lado",
            "O erro já foi registrado. Nenhum dado seu foi alterado.",
            "Tente de novo em alguns minutos. Se continuar, fale com a incorporadora e informe o código abaixo.",
        )
    }

    /// As [`Self::resposta`], within a visit that began there or at its end: what began outside the portal does not lead to it,
    /// and nobody frames it.
    pub fn resposta_da_visita(
        mut self,
        estado: &AppState,
        incorporadora: Option<Arc<Incorporadora>>,
        origem: Origem,
        codigo_suporte: Option<Arc<str>>,
    ) -> Response {
        if origem == Origem::Direto
            && let Some(incorporadora) = &incorporadora
        {
            let caminho = direto::caminho(&incorporadora.slug);
            "Entre de novo para continuar.".clone_into(&mut self.o_que_fazer);
            self.entrar = Some(caminho);
        }
        let mut resposta = self.resposta(estado, incorporadora, codigo_suporte);
        if origem == Origem::Direto {
            resposta.extensions_mut().remove::<Moldura>();
            resposta.extensions_mut().insert(PrimeiraParte);
        }
        resposta
    }

    /// The page as a response; framed by the incorporadora's portal when it is known.
    pub fn resposta(
        self,
        estado: &AppState,
        incorporadora: Option<Arc<Incorporadora>>,
        codigo_suporte: Option<Arc<str>>,
    ) -> Response {
        let status = self.status;
        let estilo = estado.estilo.clone();
        let html = Owner::new().with({
            let incorporadora = incorporadora.clone();
            move || documento(self, &estilo, incorporadora, codigo_suporte).to_html()
        });
        let mut resposta = (status, Html(format!("<!DOCTYPE html>{html}"))).into_response();
        if let Some(incorporadora) = incorporadora {
            resposta.extensions_mut().insert(Moldura(incorporadora));
        }
        resposta
    }
}

fn documento(
    mensagem: Mensagem,
    estilo: &str,
    incorporadora: Option<Arc<Incorporadora>>,
    codigo_suporte: Option<Arc<str>>,
) -> impl IntoView + use<> {
    let estilo = estilo.to_owned();
    let icone = if mensagem.status.is_success() { Icone::Certo } else { Icone::Cadeado };
    let marca = incorporadora.as_ref().map(|i| view! { <p class="marca">{i.nome.clone()}</p> });
    let contato = incorporadora.as_ref().map(|i| view! { <ContatoDaIncorporadora contato=i.contato.clone()/> });
    let mostra_codigo = !mensagem.status.is_success();
    view! {
        <html lang="pt-BR">
            <head>
                <title>{format!("{} · Financeiro", mensagem.titulo)}</title>
                <link rel="stylesheet" href=estilo/>
                <Cabeca incorporadora/>
            </head>
            <body>
                <main class="mensagem">
                    {marca} <section class="cartao">
                        <span class="simbolo">{icone.desenho()}</span>
                        <h1>{mensagem.titulo.clone()}</h1>
                        <p>{mensagem.explicacao}</p>
                        <p>
                            <strong>{mensagem.o_que_fazer}</strong>
                        </p>
                        {mensagem.volta.map(|volta| view! { <p><a class="botao" href=volta>"Voltar ao Financeiro"</a></p> })}
                        {mensagem.entrar.map(|entrar| view! { <p><a class="botao primario" href=entrar>"Entrar de novo"</a></p> })}
                        {contato}
                        {codigo_suporte
                            .filter(|_| mostra_codigo)
                            .map(|c| view! { <p class="suporte">"Código de atendimento: " {c.to_string()}</p> })}
                    </section>
                </main>
            </body>
        </html>
    }
}
