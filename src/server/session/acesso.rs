//! May this request be that visitor? The rules of `docs/security.md` "Session", as one pure function.
//!
//! A handle in the path names a launch. With cookies the cookie proves it; without, the handle is honoured only when the
//! browser says that the request comes from our own page, so that a leaked address pasted elsewhere is dead.

/// What the cookie says about the session the handle names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cookie {
    /// No session cookie, or one whose session is over.
    Ausente,
    /// The same session.
    MesmaSessao,
    /// A later launch of the same person, role and incorporadora: another tab.
    MesmoTitular,
    /// Somebody else entered in this browser since.
    OutroTitular,
}

/// Where the browser says the request comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Procedencia {
    /// `Sec-Fetch-Site: same-origin`, or none sent and Origin/Referer is ours.
    Nossa,
    /// Anything else, silence included.
    Outra,
}

/// What the handle's row says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Situacao {
    /// Never used: the first landing after the launch.
    pub novo: bool,
    /// A cookie came back with this launch once; from then on it is required.
    pub cookie_confirmado: bool,
    /// The browser is of the kind that launched.
    pub mesmo_agente: bool,
}

/// What to do with the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decisao {
    /// Go on with the handle's session.
    Honrar(Efeito),
    /// Go on with the cookie's session (same person).
    HonrarCookie,
    /// Show the page that tells how to come back.
    Recusar(Recusa),
}

/// What honouring changes in the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Efeito {
    /// Nothing.
    Nenhum,
    /// The cookie works here: require it from now on.
    ConfirmarCookie,
    /// The first landing without a cookie: at most one request may win this.
    Consumir,
}

/// Why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recusa {
    /// The launch was proved by a cookie that is gone, or the address came from elsewhere.
    SemProva,
    /// Another person entered in the same browser.
    OutraPessoa,
}

/// Decides. Total: every combination has one answer.
pub fn decidir(situacao: Situacao, cookie: Cookie, procedencia: Procedencia) -> Decisao {
    match cookie {
        Cookie::MesmaSessao if situacao.cookie_confirmado => Decisao::Honrar(Efeito::Nenhum),
        Cookie::MesmaSessao => Decisao::Honrar(Efeito::ConfirmarCookie),
        Cookie::MesmoTitular => Decisao::HonrarCookie,
        Cookie::OutroTitular => Decisao::Recusar(Recusa::OutraPessoa),
        Cookie::Ausente if situacao.cookie_confirmado || !situacao.mesmo_agente => Decisao::Recusar(Recusa::SemProva),
        Cookie::Ausente if situacao.novo => Decisao::Honrar(Efeito::Consumir),
        Cookie::Ausente => match procedencia {
            Procedencia::Nossa => Decisao::Honrar(Efeito::Nenhum),
            Procedencia::Outra => Decisao::Recusar(Recusa::SemProva),
        },
    }
}

/// Reads [`Procedencia`] from the headers. `origem` is our own origin, e.g. `https://financeiro.exemplo.com.br`.
pub fn procedencia(headers: &http::HeaderMap, origem: &str) -> Procedencia {
    let texto = |nome: http::HeaderName| headers.get(nome).and_then(|v| v.to_str().ok());
    let nossa = match headers.get("sec-fetch-site") {
        Some(site) => site == "same-origin",
        None => match (texto(http::header::ORIGIN), texto(http::header::REFERER)) {
            (Some(o), _) => o == origem,
            (None, Some(r)) => r.strip_prefix(origem).is_some_and(|resto| resto.is_empty() || resto.starts_with('/')),
            (None, None) => false,
        },
    };
    if nossa { Procedencia::Nossa } else { Procedencia::Outra }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABERTA: Situacao = Situacao { novo: false, cookie_confirmado: false, mesmo_agente: true };

    #[test]
    fn without_a_cookie_only_our_own_pages_may_use_a_handle() {
        assert_eq!(decidir(ABERTA, Cookie::Ausente, Procedencia::Nossa), Decisao::Honrar(Efeito::Nenhum));
        assert_eq!(decidir(ABERTA, Cookie::Ausente, Procedencia::Outra), Decisao::Recusar(Recusa::SemProva));
        let outro_agente = Situacao { mesmo_agente: false, ..ABERTA };
        assert_eq!(decidir(outro_agente, Cookie::Ausente, Procedencia::Nossa), Decisao::Recusar(Recusa::SemProva));
    }

    #[test]
    fn the_first_landing_is_let_in_once_from_anywhere() {
        let nova = Situacao { novo: true, ..ABERTA };
        assert_eq!(decidir(nova, Cookie::Ausente, Procedencia::Outra), Decisao::Honrar(Efeito::Consumir));
    }

    #[test]
    fn once_a_cookie_came_back_the_handle_alone_is_worth_nothing() {
        let confirmada = Situacao { cookie_confirmado: true, ..ABERTA };
        for procedencia in [Procedencia::Nossa, Procedencia::Outra] {
            assert_eq!(decidir(confirmada, Cookie::Ausente, procedencia), Decisao::Recusar(Recusa::SemProva));
            let nova = Situacao { novo: true, ..confirmada };
            assert_eq!(decidir(nova, Cookie::Ausente, procedencia), Decisao::Recusar(Recusa::SemProva));
        }
    }

    #[test]
    fn a_tab_of_somebody_else_is_never_continued_with_the_cookie_of_the_newcomer() {
        for novo in [false, true] {
            for cookie_confirmado in [false, true] {
                let s = Situacao { novo, cookie_confirmado, mesmo_agente: true };
                assert_eq!(decidir(s, Cookie::OutroTitular, Procedencia::Nossa), Decisao::Recusar(Recusa::OutraPessoa));
            }
        }
    }

    #[test]
    fn origin_and_referer_count_only_where_the_browser_is_silent() {
        let de = |pares: &[(&'static str, &str)]| {
            let mut h = http::HeaderMap::new();
            for (n, v) in pares {
                h.insert(*n, v.parse().expect("header"));
            }
            procedencia(&h, "https://fin.example")
        };
        assert_eq!(de(&[("sec-fetch-site", "same-origin")]), Procedencia::Nossa);
        assert_eq!(de(&[("sec-fetch-site", "cross-site"), ("referer", "https://fin.example/s/x")]), Procedencia::Outra);
        assert_eq!(de(&[("sec-fetch-site", "none")]), Procedencia::Outra);
        assert_eq!(de(&[("referer", "https://fin.example/s/x")]), Procedencia::Nossa);
        assert_eq!(de(&[("referer", "https://fin.example.evil/s/x")]), Procedencia::Outra);
        assert_eq!(de(&[("origin", "https://evil"), ("referer", "https://fin.example/")]), Procedencia::Outra);
        assert_eq!(de(&[]), Procedencia::Outra);
    }
}
