use std::collections::BTreeSet;

use super::*;

/// One value of every variant.
fn todos() -> Vec<ErroLancamento> {
    use ErroIntake as I;
    use ErroJwt as J;
    use ErroResolucao as R;
    let intake = [
        I::Ausente,
        I::Curto,
        I::Longo,
        I::Caracteres,
        I::Divergentes,
        I::CorpoInvalido,
        I::ValorNaoTexto,
        I::TipoDeCorpo,
        I::CorpoGrande,
        I::Metodo,
    ];
    let jwt = [
        J::Expirado,
        J::AindaNaoVale,
        J::NaoEJwt,
        J::Algoritmo,
        J::Extensao,
        J::AssinaturaInvalida,
        J::SemExpiracao,
        J::Emissor,
        J::Audiencia,
    ];
    let resolucao = [
        R::Recusado,
        R::MuitasChamadas,
        R::ForaDoAr(Falha::Conexao),
        R::Contrato { detalhe: "HTML no lugar de JSON".into() },
        R::SemDocumento(SemDocumento::Ausente),
        R::SomenteIdErp(SemDocumento::Mascarado),
        R::PapelErrado,
        R::PapelDesligado,
        R::Inativo,
        R::Ambigua,
    ];
    intake
        .into_iter()
        .map(I::into)
        .chain(jwt.into_iter().map(J::into))
        .chain(resolucao.into_iter().map(R::into))
        .chain([ErroLancamento::Reutilizado])
        .collect()
}

#[test]
fn every_error_has_its_own_code_and_an_error_status() {
    let codigos: BTreeSet<_> = todos().iter().map(Apresentavel::codigo).collect();
    assert_eq!(codigos.len(), todos().len(), "{codigos:?}");
    for erro in todos() {
        let codigo = erro.codigo();
        assert!(codigo.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{codigo}");
        assert!(erro.status_http().is_client_error() || erro.status_http().is_server_error(), "{codigo}");
    }
}

#[test]
fn pages_speak_in_whole_sentences_without_jargon_or_blame() {
    const PROIBIDAS: [&str; 16] = [
        "token",
        "jwt",
        "http",
        "json",
        "erp",
        "api",
        "servidor",
        "timeout",
        "cookie",
        "erro ",
        "inválid",
        "falha",
        "exceção",
        "requisição",
        "proibid",
        "negado",
    ];
    for erro in todos() {
        let codigo = erro.codigo();
        assert!(!erro.titulo().ends_with(['.', '!']), "{codigo}: a heading has no full stop");
        for texto in [erro.explicacao(), erro.o_que_fazer()] {
            assert!(texto.ends_with('.') && texto.starts_with(char::is_uppercase), "{codigo}: {texto}");
            assert!(!texto.contains("  ") && !texto.contains('\n'), "{codigo}: {texto}");
        }
        let tudo = format!("{} {} {}", erro.titulo(), erro.explicacao(), erro.o_que_fazer()).to_lowercase();
        for palavra in PROIBIDAS {
            assert!(!tudo.contains(palavra), "{codigo}: «{palavra}» in {tudo}");
        }
    }
}

#[test]
fn statuses_follow_who_has_to_act() {
    let status = |erro: ErroLancamento| erro.status_http().as_u16();
    for (erro, esperado) in [
        (ErroIntake::Ausente.into(), 400),
        (ErroIntake::Divergentes.into(), 400),
        (ErroIntake::Metodo.into(), 405),
        (ErroIntake::CorpoGrande.into(), 413),
        (ErroIntake::TipoDeCorpo.into(), 415),
        (ErroJwt::Expirado.into(), 401),
        (ErroJwt::AssinaturaInvalida.into(), 401),
        (ErroResolucao::Recusado.into(), 401),
        (ErroLancamento::Reutilizado, 401),
        (ErroResolucao::PapelErrado.into(), 403),
        (ErroResolucao::SemDocumento(SemDocumento::Invalido).into(), 403),
        (ErroResolucao::PapelDesligado.into(), 404),
        (ErroResolucao::Contrato { detalhe: String::new() }.into(), 502),
        (ErroResolucao::MuitasChamadas.into(), 503),
        (ErroResolucao::ForaDoAr(Falha::Servidor(500)).into(), 503),
        (ErroResolucao::ForaDoAr(Falha::Prazo).into(), 504),
    ] {
        assert_eq!(status(erro), esperado);
    }
}

#[test]
fn the_log_text_is_that_of_the_inner_error() {
    let erro = ErroLancamento::from(ErroResolucao::ForaDoAr(Falha::Servidor(503)));
    assert_eq!(erro.to_string(), "o CV está fora do ar: HTTP 503");
    assert_eq!(ErroLancamento::from(ErroJwt::Expirado).to_string(), "exp do JWT já passou");
}
