//! Every way a launch can fail, with its status, its public code and the words a person reads.
//!
//! `Display` is for the operator's log; it names fields and rules, never a value. [`Apresentavel`] is for the page.

use http::StatusCode;

/// What the outside sees of an error. The texts are whole pt-BR sentences; the page adds the incorporadora's contact and
/// the support code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Apresentacao {
    /// HTTP status.
    pub status: StatusCode,
    /// Stable name of the error, for pages, metrics and support: `[a-z-]+`.
    pub codigo: &'static str,
    /// Heading.
    pub titulo: &'static str,
    /// What happened.
    pub explicacao: &'static str,
    /// What the person can do now.
    pub o_que_fazer: &'static str,
}

/// An error that knows how to tell itself to a person.
pub trait Apresentavel {
    /// Status, code and texts.
    fn apresentacao(&self) -> Apresentacao;

    /// HTTP status of the page. A 401 goes out with `WWW-Authenticate: Bearer error="invalid_token"` (RFC 6750 §3).
    fn status_http(&self) -> StatusCode {
        self.apresentacao().status
    }

    /// Stable public name.
    fn codigo(&self) -> &'static str {
        self.apresentacao().codigo
    }

    /// Heading.
    fn titulo(&self) -> &'static str {
        self.apresentacao().titulo
    }

    /// What happened.
    fn explicacao(&self) -> &'static str {
        self.apresentacao().explicacao
    }

    /// What the person can do.
    fn o_que_fazer(&self) -> &'static str {
        self.apresentacao().o_que_fazer
    }
}

/// The request does not carry exactly one usable token. No variant holds what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum ErroIntake {
    /// No configured parameter, no body field, no `Authorization: Bearer`; or only empty ones.
    #[error("nenhum token nos parâmetros configurados em token-parametros nem em Authorization: Bearer")]
    Ausente,
    /// Below [`super::intake::MINIMO`] bytes.
    #[error("token com menos de 16 bytes")]
    Curto,
    /// Above [`super::intake::MAXIMO`] bytes.
    #[error("token com mais de 4096 bytes")]
    Longo,
    /// A byte outside `[A-Za-z0-9._~+/=-]`.
    #[error("token com caractere fora de [A-Za-z0-9._~+/=-]")]
    Caracteres,
    /// Two different tokens in one request.
    #[error("dois tokens diferentes no mesmo pedido; reveja token-parametros se um deles não for token")]
    Divergentes,
    /// The body says JSON and is not a JSON object.
    #[error("corpo não é um objeto JSON")]
    CorpoInvalido,
    /// A token field in JSON that is not text.
    #[error("campo de token no JSON não é texto")]
    ValorNaoTexto,
    /// A body of a type we do not read.
    #[error("Content-Type do corpo não é application/x-www-form-urlencoded nem application/json")]
    TipoDeCorpo,
    /// A body above [`super::intake::CORPO_MAXIMO`] bytes.
    #[error("corpo com mais de 64 KiB")]
    CorpoGrande,
    /// Neither GET nor POST.
    #[error("método diferente de GET e POST")]
    Metodo,
}

/// The token is a JWT that may not be used, or should be one and is not. No variant holds a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum ErroJwt {
    /// `exp` has passed.
    #[error("exp do JWT já passou")]
    Expirado,
    /// `nbf` is still to come.
    #[error("nbf do JWT ainda não chegou; confira os relógios")]
    AindaNaoVale,
    /// A key is configured and the token is not a JWT.
    #[error("há chave em portal.jwt e o token não é um JWT; retire a chave se o CV envia tokens opacos")]
    NaoEJwt,
    /// The header's `alg` is not the configured one.
    #[error("alg do JWT diferente de portal.jwt.algoritmo")]
    Algoritmo,
    /// The header has `crit`: extensions we would have to understand and do not (RFC 7515 §4.1.11).
    #[error("JWT exige extensões (crit) que não conhecemos")]
    Extensao,
    /// The signature is not of the configured key.
    #[error("assinatura do JWT não confere com a chave de portal.jwt")]
    AssinaturaInvalida,
    /// The signature holds and there is no usable `exp`.
    #[error("JWT assinado sem exp numérico")]
    SemExpiracao,
    /// `iss` is missing or is not the configured one.
    #[error("iss do JWT ausente ou diferente de portal.jwt.emissor")]
    Emissor,
    /// `aud` is missing or does not contain the configured one.
    #[error("aud do JWT ausente ou sem portal.jwt.audiencia")]
    Audiencia,
}

/// Why CV could not be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum Falha {
    /// No connection: refused, name not found, TLS, connect deadline.
    #[error("sem conexão")]
    Conexao,
    /// No complete answer within the deadline.
    #[error("prazo esgotado")]
    Prazo,
    /// The connection fell in the middle of an answer.
    #[error("conexão interrompida no meio da resposta")]
    Interrompida,
    /// A 5xx, also after the retry.
    #[error("HTTP {0}")]
    Servidor(u16),
}

/// Why the answer has no usable document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum SemDocumento {
    /// No pointer led to a value.
    #[error("nenhum ponteiro de `documento` levou a um valor")]
    Ausente,
    /// Only with digits hidden.
    #[error("documento mascarado pelo CV")]
    Mascarado,
    /// Present, and no valid CPF, CNPJ or foreign document.
    #[error("documento presente, mas inválido")]
    Invalido,
}

/// CV did not prove a person for the token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ErroResolucao {
    /// CV does not accept the token: 401, 403, 404, 204, an empty list, or the same said inside a 200.
    #[error("o CV não reconhece o token")]
    Recusado,
    /// CV's rate limit (429).
    #[error("o CV respondeu 429: limite de chamadas")]
    MuitasChamadas,
    /// CV is not answering.
    #[error("o CV está fora do ar: {0}")]
    ForaDoAr(Falha),
    /// The answer is not what the configuration describes.
    #[error("resposta do CV fora do esperado: {detalhe}")]
    Contrato {
        /// Shapes and names only, never values.
        detalhe: String,
    },
    /// A person without a usable document and without a code in the ERP.
    #[error("pessoa sem documento: {0}")]
    SemDocumento(SemDocumento),
    /// A code in the ERP, no usable document: the ERP port asks by document, so there is no session either.
    #[error("pessoa com código no ERP e sem documento: {0}")]
    SomenteIdErp(SemDocumento),
    /// The discriminator of the role says something else.
    #[error("o discriminador `papel` não confere com a resposta do CV")]
    PapelErrado,
    /// The role is not offered by this incorporadora.
    #[error("papel desligado nesta incorporadora")]
    PapelDesligado,
    /// CV says the person, or their login, is inactive.
    #[error("o CV diz que a pessoa ou seu login está inativo")]
    Inativo,
    /// More than one person in the answer.
    #[error("mais de uma pessoa na resposta do CV")]
    Ambigua,
}

/// Everything that can end a launch without a session.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ErroLancamento {
    /// The request.
    #[error(transparent)]
    Intake(#[from] ErroIntake),
    /// The token as a JWT.
    #[error(transparent)]
    Jwt(#[from] ErroJwt),
    /// CV's answer.
    #[error(transparent)]
    Resolucao(#[from] ErroResolucao),
    /// The token was used before, and the policy `reuso` does not accept it again.
    #[error("token já usado; política portal.reuso")]
    Reutilizado,
}

const PELO_MENU: &str = "Volte ao portal e toque em Financeiro no menu outra vez: um novo acesso é criado na hora.";
const PELO_MENU_OU_CONTATO: &str =
    "Volte ao portal e toque em Financeiro no menu outra vez. Se a mensagem continuar, fale com a incorporadora.";
const MAIS_TARDE: &str = "Espere alguns minutos e toque em Financeiro no menu do portal outra vez. Se tem um boleto vencendo \
                          hoje, fale com a incorporadora.";
const CONFERIR_CADASTRO: &str = "Peça à incorporadora para conferir o documento no seu cadastro. Depois, abra o Financeiro \
                                 pelo portal outra vez.";

const fn ficha(
    status: StatusCode,
    codigo: &'static str,
    titulo: &'static str,
    explicacao: &'static str,
    o_que_fazer: &'static str,
) -> Apresentacao {
    Apresentacao { status, codigo, titulo, explicacao, o_que_fazer }
}

impl Apresentavel for ErroIntake {
    fn apresentacao(&self) -> Apresentacao {
        const ILEGIVEL: &str = "Não conseguimos ler este acesso";
        const FORMA: &str = "O acesso chegou de uma forma que não conseguimos ler. Nenhum dado seu foi consultado.";
        const INCOMPLETO: &str =
            "O acesso que chegou do portal está incompleto ou diferente do esperado. Nenhum dado seu foi consultado.";
        let ilegivel = |status, codigo, explicacao| ficha(status, codigo, ILEGIVEL, explicacao, PELO_MENU_OU_CONTATO);
        match self {
            Self::Ausente => ficha(
                StatusCode::BAD_REQUEST,
                "acesso-ausente",
                "Abra o Financeiro pelo portal",
                "Esta página abre com um acesso que o portal envia, e ele não veio desta vez.",
                "Entre no portal com a sua conta e toque em Financeiro no menu.",
            ),
            Self::Curto => ilegivel(StatusCode::BAD_REQUEST, "acesso-curto", INCOMPLETO),
            Self::Longo => ilegivel(StatusCode::BAD_REQUEST, "acesso-longo", INCOMPLETO),
            Self::Caracteres => ilegivel(StatusCode::BAD_REQUEST, "acesso-caracteres", INCOMPLETO),
            Self::Divergentes => ilegivel(
                StatusCode::BAD_REQUEST,
                "acesso-divergente",
                "Chegaram dois acessos diferentes ao mesmo tempo. Para sua segurança, não usamos nenhum.",
            ),
            Self::CorpoInvalido => ilegivel(StatusCode::BAD_REQUEST, "corpo-invalido", FORMA),
            Self::ValorNaoTexto => ilegivel(StatusCode::BAD_REQUEST, "acesso-nao-texto", FORMA),
            Self::TipoDeCorpo => ilegivel(StatusCode::UNSUPPORTED_MEDIA_TYPE, "tipo-de-corpo", FORMA),
            Self::CorpoGrande => ilegivel(StatusCode::PAYLOAD_TOO_LARGE, "corpo-grande", FORMA),
            Self::Metodo => ilegivel(StatusCode::METHOD_NOT_ALLOWED, "metodo", FORMA),
        }
    }
}

impl Apresentavel for ErroJwt {
    fn apresentacao(&self) -> Apresentacao {
        let sem_prova = |codigo| {
            ficha(
                StatusCode::UNAUTHORIZED,
                codigo,
                "Não conseguimos confirmar este acesso",
                "Não foi possível confirmar que este acesso veio do portal. Nenhum dado seu foi consultado.",
                PELO_MENU_OU_CONTATO,
            )
        };
        match self {
            Self::Expirado => ficha(
                StatusCode::UNAUTHORIZED,
                "acesso-expirado",
                "O tempo deste acesso terminou",
                "Por segurança, o acesso que o portal cria dura pouco tempo, e o desta página já terminou.",
                PELO_MENU,
            ),
            Self::AindaNaoVale => ficha(
                StatusCode::UNAUTHORIZED,
                "acesso-adiantado",
                "Este acesso ainda não começou a valer",
                "O relógio do portal está um pouco adiante do nosso.",
                "Espere um minuto, volte ao portal e toque em Financeiro no menu outra vez. Se a mensagem continuar, fale \
                 com a incorporadora.",
            ),
            Self::NaoEJwt => sem_prova("acesso-sem-assinatura"),
            Self::Algoritmo => sem_prova("acesso-algoritmo"),
            Self::Extensao => sem_prova("acesso-extensao"),
            Self::AssinaturaInvalida => sem_prova("acesso-assinatura"),
            Self::SemExpiracao => sem_prova("acesso-sem-prazo"),
            Self::Emissor => sem_prova("acesso-emissor"),
            Self::Audiencia => sem_prova("acesso-audiencia"),
        }
    }
}

impl Apresentavel for ErroResolucao {
    fn apresentacao(&self) -> Apresentacao {
        match self {
            Self::Recusado => ficha(
                StatusCode::UNAUTHORIZED,
                "acesso-recusado",
                "O portal não reconheceu este acesso",
                "Perguntamos ao portal de quem é este acesso, e ele respondeu que não vale mais.",
                PELO_MENU_OU_CONTATO,
            ),
            Self::MuitasChamadas => ficha(
                StatusCode::SERVICE_UNAVAILABLE,
                "portal-ocupado",
                "O portal está muito ocupado agora",
                "Muitas pessoas estão usando o portal neste momento, e ele pediu para esperar um pouco.",
                "Espere um minuto e toque em Financeiro no menu do portal outra vez.",
            ),
            Self::ForaDoAr(falha) => ficha(
                if *falha == Falha::Prazo { StatusCode::GATEWAY_TIMEOUT } else { StatusCode::SERVICE_UNAVAILABLE },
                "portal-fora-do-ar",
                "O portal não está respondendo",
                "Precisamos que o portal confirme quem está entrando, e ele não respondeu a tempo.",
                MAIS_TARDE,
            ),
            Self::Contrato { .. } => ficha(
                StatusCode::BAD_GATEWAY,
                "portal-resposta",
                "Não entendemos a resposta do portal",
                "O portal respondeu de uma forma que não esperávamos. Não foi por algo que você fez.",
                MAIS_TARDE,
            ),
            Self::SemDocumento(_) => ficha(
                StatusCode::FORBIDDEN,
                "sem-documento",
                "Falta um documento no seu cadastro",
                "O portal não informou um CPF, CNPJ ou documento estrangeiro completo. Sem ele não há como encontrar as suas \
                 contas com segurança.",
                CONFERIR_CADASTRO,
            ),
            Self::SomenteIdErp(_) => ficha(
                StatusCode::FORBIDDEN,
                "sem-documento-com-codigo",
                "Falta um documento no seu cadastro",
                "O portal encontrou o seu cadastro, mas não informou um CPF, CNPJ ou documento estrangeiro completo. Sem ele \
                 não há como encontrar as suas contas com segurança.",
                CONFERIR_CADASTRO,
            ),
            Self::PapelErrado => ficha(
                StatusCode::FORBIDDEN,
                "outra-area",
                "Este acesso é de outra área",
                "O portal respondeu que este acesso não é para esta área do Financeiro.",
                "Volte ao portal e abra o Financeiro pelo menu da sua área.",
            ),
            Self::PapelDesligado => ficha(
                StatusCode::NOT_FOUND,
                "area-desligada",
                "Esta página não existe",
                "Não há nada neste endereço.",
                "Entre no portal com a sua conta e toque em Financeiro no menu.",
            ),
            Self::Inativo => ficha(
                StatusCode::FORBIDDEN,
                "cadastro-inativo",
                "O seu cadastro no portal está desativado",
                "O portal informou que este cadastro não está ativo no momento.",
                "Fale com a incorporadora para reativar o seu acesso.",
            ),
            Self::Ambigua => ficha(
                StatusCode::BAD_GATEWAY,
                "mais-de-um-cadastro",
                "O portal respondeu com mais de um cadastro",
                "Sem a certeza de quem está entrando, não mostramos dados de ninguém.",
                "Peça à incorporadora para conferir o seu cadastro no portal.",
            ),
        }
    }
}

impl Apresentavel for ErroLancamento {
    fn apresentacao(&self) -> Apresentacao {
        match self {
            Self::Intake(erro) => erro.apresentacao(),
            Self::Jwt(erro) => erro.apresentacao(),
            Self::Resolucao(erro) => erro.apresentacao(),
            Self::Reutilizado => ficha(
                StatusCode::UNAUTHORIZED,
                "acesso-ja-usado",
                "Este acesso já foi usado",
                "Por segurança, cada acesso criado pelo portal abre o Financeiro uma única vez, em um único navegador.",
                PELO_MENU,
            ),
        }
    }
}

#[cfg(test)]
mod tests;
