use http::Method;
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::server::config::TokenEm;

const CPF: &str = "529.982.247-25";

fn regras() -> Resolvedor {
    let ponteiros = |lista: &[&str]| lista.iter().map(|p| (*p).to_owned()).collect();
    Resolvedor {
        ativo: true,
        metodo: Method::GET,
        caminho: "/api/v1/cliente/pessoa".into(),
        token_em: TokenEm::Bearer,
        documento: ponteiros(&["/documento", "/cpf", "/cnpj", "/pessoa/documento", "/0/documento"]),
        nome: ponteiros(&["/nome", "/pessoa/nome"]),
        id_erp: ponteiros(&["/idpessoa_int", "/pessoa/idpessoa_int"]),
        identificacao: ponteiros(&["/email", "/idusuario"]),
        empreendimentos: ponteiros(&["/empreendimentos"]),
        papel: None,
    }
}

fn ler(resposta: &Value) -> Result<Identidade, ErroResolucao> {
    extrair(resposta, &regras())
}

fn documento(resposta: &Value) -> String {
    ler(resposta).map_or_else(|erro| format!("{erro:?}"), |pessoa| pessoa.documento.normalizado().to_owned())
}

#[test]
fn the_documented_answer_is_read() {
    let pessoa = ler(&json!({
        "idpessoa": 10, "idpessoa_int": "ERP-77", "nome": "Maria Teste", "documento_tipo": "CPF", "documento": CPF,
        "email": "maria@example.com", "ativo": "S", "ativo_painel": "Sim", "ativo_login": "Sim",
    }))
    .unwrap();
    assert_eq!(pessoa.documento, Documento::ler(CPF).unwrap());
    assert_eq!(pessoa.nome.as_deref(), Some("Maria Teste"));
    assert_eq!(pessoa.id_erp.as_deref(), Some("ERP-77"));
}

#[test]
fn envelopes_are_opened_one_or_two_deep() {
    let pessoa = json!({"documento": CPF, "nome": "Maria"});
    for resposta in [
        json!({"dados": pessoa}),
        json!({"data": pessoa}),
        json!({"pessoas": [pessoa]}),
        json!({"pessoa": pessoa}),
        json!({"registros": [pessoa]}),
        json!({"cliente": pessoa}),
        json!({"data": {"pessoas": [pessoa]}}),
        json!({"dados": [{"cliente": pessoa}]}),
        json!([pessoa]),
        json!({"pagina": 1, "registros": 1, "total_de_registros": 1, "dados": [pessoa]}),
        json!({"dados": [], "pessoa": pessoa}),
        json!({"data": "2026-11-21 09:15:54", "dados": pessoa}),
    ] {
        let lida = ler(&resposta).unwrap();
        assert_eq!((lida.documento.normalizado(), lida.nome.as_deref()), ("52998224725", Some("Maria")), "{resposta}");
    }
    assert_eq!(
        ler(&json!({"dados": {"data": {"pessoa": {"cliente": pessoa}}}})),
        Err(ErroResolucao::SemDocumento(SemDocumento::Ausente))
    );
}

#[test]
fn the_first_non_empty_pointer_wins() {
    for (resposta, esperado) in [
        (json!({"documento": "", "cpf": CPF}), "52998224725"),
        (json!({"documento": null, "cpf": CPF}), "52998224725"),
        (json!({"documento": "null", "cpf": CPF}), "52998224725"),
        (json!({"documento": {}, "cpf": CPF}), "52998224725"),
        (json!({"documento": CPF, "cpf": "111.444.777-35"}), "52998224725"),
        (json!({"cpf": "111.444.777-35", "dados": {"documento": CPF}}), "52998224725"),
        (json!({"cnpj": "12.ABC.345/01DE-35"}), "12ABC34501DE35"),
        (json!({"cnpj": "12.abc.345/01de-35"}), "12ABC34501DE35"),
        (json!({"documento": 52_998_224_725_u64}), "52998224725"),
    ] {
        assert_eq!(documento(&resposta), esperado, "{resposta}");
    }
}

#[test]
fn a_number_gets_its_leading_zeros_back_only_when_that_is_unambiguous() {
    assert_eq!(documento(&json!({"documento": 1_234_567_890})), "01234567890");
    assert_eq!(documento(&json!({"documento": 191})), "SemDocumento(Invalido)");
    assert_eq!(documento(&json!({"documento": 11_222_333_000_181_u64})), "11222333000181");
    for ruim in [json!(1), json!(-52_998_224_725_i64), json!(52_998_224_725.5), json!(1e30)] {
        assert_eq!(documento(&json!({"documento": ruim})), "SemDocumento(Invalido)", "{ruim}");
    }
}

#[test]
fn a_masked_or_broken_document_is_no_document() {
    for (valor, motivo) in [
        ("***.982.247-**", SemDocumento::Mascarado),
        ("529.***.***-25", SemDocumento::Mascarado),
        ("XXX.982.247-XX", SemDocumento::Mascarado),
        ("111.111.111-11", SemDocumento::Invalido),
        ("529.982.247-26", SemDocumento::Invalido),
        ("AB123456", SemDocumento::Invalido),
    ] {
        assert_eq!(ler(&json!({"documento": valor})), Err(ErroResolucao::SemDocumento(motivo)), "{valor}");
        let com_codigo = json!({"documento": valor, "idpessoa_int": 77});
        assert_eq!(ler(&com_codigo), Err(ErroResolucao::SomenteIdErp(motivo)), "{valor}");
    }
    assert_eq!(ler(&json!({"nome": "Maria"})), Err(ErroResolucao::SemDocumento(SemDocumento::Ausente)));
    assert_eq!(ler(&json!({"idpessoa_int": "77"})), Err(ErroResolucao::SomenteIdErp(SemDocumento::Ausente)));
    assert_eq!(
        documento(&json!({"documento": "***.982.247-**", "cpf": CPF})),
        "52998224725",
        "the full one is further on"
    );
    assert_eq!(
        documento(&json!({"documento": "529.982.247-26", "cpf": "111.444.777-35"})),
        "SemDocumento(Invalido)",
        "a wrong document does not make room for another"
    );
}

#[test]
fn foreign_documents_are_taken_only_when_cv_says_they_are_foreign() {
    for resposta in [
        json!({"documento_tipo": "Passaporte", "documento": "AB-123456"}),
        json!({"documento_tipo": "RNM", "documento": "ab123456"}),
        json!({"documento_tipo": "Documento Internacional", "documento": "AB123456"}),
        json!({"pessoa_estrangeira": "Sim", "documento": "AB123456"}),
        json!({"pessoa_estrangeira": "S", "documento": null, "passaporte": "AB123456"}),
        json!({"dados": {"pessoa_estrangeira": true, "rnm": "", "rne": "AB123456"}}),
        json!({"passaporte": "AB123456"}),
    ] {
        let pessoa = ler(&resposta).unwrap();
        assert_eq!(pessoa.documento, Documento::estrangeiro("AB123456").unwrap(), "{resposta}");
    }
    let digitos = json!({"documento_tipo": "Passaporte", "documento": "52998224725"});
    assert_eq!(ler(&digitos).unwrap().documento, Documento::estrangeiro("52998224725").unwrap(), "not a CPF");
    let com_cpf =
        json!({"pessoa_estrangeira": "Sim", "documento_tipo": "CPF", "documento": CPF, "passaporte": "AB123456"});
    assert_eq!(ler(&com_cpf).unwrap().documento, Documento::ler(CPF).unwrap(), "foreigners have CPF too");
    for (resposta, motivo) in [
        (json!({"pessoa_estrangeira": "Não", "passaporte": "AB123456"}), SemDocumento::Ausente),
        (
            json!({"pessoa_estrangeira": "Sim", "documento_tipo": "CPF", "documento": "AB123456"}),
            SemDocumento::Invalido,
        ),
        (json!({"pessoa_estrangeira": "Sim", "documento": "***456"}), SemDocumento::Mascarado),
        (json!({"passaporte": "***456"}), SemDocumento::Mascarado),
        (json!({"documento": "***.982.247-**", "passaporte": "AB123456"}), SemDocumento::Mascarado),
    ] {
        assert_eq!(ler(&resposta), Err(ErroResolucao::SemDocumento(motivo)), "{resposta}");
    }
}

#[test]
fn more_than_one_person_is_nobody() {
    let (a, b) = (json!({"documento": CPF}), json!({"documento": "111.444.777-35"}));
    for resposta in
        [json!({"pessoas": [a, b]}), json!([a, b]), json!({"data": {"registros": [a, b]}}), json!({"dados": [a, a]})]
    {
        assert_eq!(ler(&resposta), Err(ErroResolucao::Ambigua), "{resposta}");
    }
    let mut aponta = regras();
    aponta.documento = vec!["/pessoas/0/documento".into()];
    assert_eq!(
        extrair(&json!({"pessoas": [a, b]}), &aponta),
        Err(ErroResolucao::Ambigua),
        "a pointer does not pick for us"
    );
    assert!(extrair(&json!({"pessoas": [a]}), &aponta).is_ok());
}

#[test]
fn nobody_in_the_answer_means_the_token_is_not_known() {
    for resposta in [json!([]), json!({"pessoas": []}), json!({"data": {"pessoas": []}})] {
        assert_eq!(ler(&resposta), Err(ErroResolucao::Recusado), "{resposta}");
    }
    assert_eq!(ler(&json!({})), Err(ErroResolucao::SemDocumento(SemDocumento::Ausente)));
    for resposta in [json!(null), json!("texto"), json!(7), json!(true)] {
        assert!(matches!(ler(&resposta), Err(ErroResolucao::Contrato { .. })), "{resposta}");
    }
}

#[test]
fn errors_inside_a_200_are_believed() {
    for (resposta, esperado) in [
        (json!({"error": "Token inválido", "code": 401}), ErroResolucao::Recusado),
        (json!({"sucesso": false, "codigo": "404"}), ErroResolucao::Recusado),
        (json!({"Response": "Too many requests", "status": 429}), ErroResolucao::MuitasChamadas),
        (json!({"erro": "x", "codigo": 503}), ErroResolucao::ForaDoAr(Falha::Servidor(503))),
    ] {
        assert_eq!(ler(&resposta), Err(esperado), "{resposta}");
    }
    let Err(ErroResolucao::Contrato { detalhe }) = ler(&json!({"error": "segredo 52998224725"})) else { panic!() };
    assert!(!detalhe.contains("segredo"), "{detalhe}");
    assert!(ler(&json!({"sucesso": true, "codigo": 200, "error": null, "dados": {"documento": CPF}})).is_ok());
}

#[test]
fn only_an_explicit_no_makes_a_person_inactive() {
    for campo in ["ativo", "ativo_painel", "ativo_login"] {
        for nao in [
            json!("N"),
            json!("n"),
            json!("Não"),
            json!("NÃO"),
            json!("nao"),
            json!("false"),
            json!("0"),
            json!(false),
            json!(0),
            json!("Inativo"),
        ] {
            assert_eq!(ler(&json!({"documento": CPF, campo: nao})), Err(ErroResolucao::Inativo), "{campo} {nao}");
            assert_eq!(
                ler(&json!({"pessoas": [{"documento": CPF, campo: nao}]})),
                Err(ErroResolucao::Inativo),
                "{campo} {nao}"
            );
        }
        for resto in
            [json!("S"), json!("Sim"), json!(true), json!(1), json!(null), json!(""), json!("talvez"), json!([])]
        {
            assert!(ler(&json!({"documento": CPF, campo: resto})).is_ok(), "{campo} {resto}");
        }
    }
    let mut fundo = regras();
    fundo.documento = vec!["/resultado/titular/cpf".into()];
    let resposta = json!({"resultado": {"titular": {"cpf": CPF, "ativo": "N"}}});
    assert_eq!(extrair(&resposta, &fundo), Err(ErroResolucao::Inativo), "the person is where the document is");
}

#[test]
fn the_discriminator_must_be_there_and_equal() {
    let mut com_papel = regras();
    com_papel.papel = Some(Discriminador { ponteiro: "/tipo".into(), valor: "1".into() });
    for tipo in [json!("1"), json!(" 1 "), json!(1)] {
        assert!(extrair(&json!({"dados": {"documento": CPF, "tipo": tipo}}), &com_papel).is_ok(), "{tipo}");
    }
    for tipo in [json!("2"), json!(true), json!(null), json!("11"), json!([1])] {
        let resposta = json!({"documento": CPF, "tipo": tipo});
        assert_eq!(extrair(&resposta, &com_papel), Err(ErroResolucao::PapelErrado), "{tipo}");
    }
    assert_eq!(extrair(&json!({"documento": CPF}), &com_papel), Err(ErroResolucao::PapelErrado));
    com_papel.papel = Some(Discriminador { ponteiro: "/sindico".into(), valor: "true".into() });
    assert!(extrair(&json!({"documento": CPF, "sindico": true}), &com_papel).is_ok());
    assert_eq!(extrair(&json!({"documento": CPF, "sindico": false}), &com_papel), Err(ErroResolucao::PapelErrado));
}

#[test]
fn name_and_code_are_those_of_the_person_with_the_document() {
    let associado =
        json!({"documento": CPF, "pessoa": {"documento": "111.444.777-35", "nome": "Ana", "idpessoa_int": 7}});
    let mut sem_atalhos = regras();
    (sem_atalhos.nome, sem_atalhos.id_erp) = (vec!["/nome".into()], vec!["/idpessoa_int".into()]);
    let pessoa = extrair(&associado, &sem_atalhos).unwrap();
    assert_eq!((pessoa.nome, pessoa.id_erp), (None, None), "what is further in may be somebody else");
    let dentro = json!({"nome": "Horizonte", "idpessoa_int": 7, "dados": {"documento": CPF, "nome": "Maria"}});
    let pessoa = ler(&dentro).unwrap();
    assert_eq!((pessoa.nome.as_deref(), pessoa.id_erp.as_deref()), (Some("Maria"), Some("7")));
}

#[test]
fn names_and_codes_are_cleaned() {
    let pessoa = ler(&json!({"documento": CPF, "nome": "  Maria\r\nTeste\u{0} ", "idpessoa_int": 77})).unwrap();
    assert_eq!((pessoa.nome.as_deref(), pessoa.id_erp.as_deref()), (Some("MariaTeste"), Some("77")));
    let pessoa = ler(&json!({"documento": CPF, "nome": "é".repeat(500), "idpessoa_int": "9".repeat(65)})).unwrap();
    assert_eq!(pessoa.nome.map(|nome| nome.chars().count()), Some(NOME_MAXIMO));
    assert_eq!(pessoa.id_erp, None, "a code cut short would be another code");
    let pessoa = ler(&json!({"documento": CPF, "nome": "NULL", "idpessoa_int": "undefined"})).unwrap();
    assert_eq!((pessoa.nome, pessoa.id_erp), (None, None));
}

#[test]
fn debug_shows_neither_name_nor_document_nor_code() {
    let pessoa = ler(&json!({"documento": CPF, "nome": "Maria Teste", "idpessoa_int": "ERP-77"})).unwrap();
    let visto = format!("{pessoa:?}");
    for segredo in ["Maria", "ERP-77", "52998224725", CPF] {
        assert!(!visto.contains(segredo), "{visto}");
    }
}

#[test]
fn pointers_are_unescaped_and_missing_steps_are_absent() {
    let mut outras = regras();
    outras.documento = vec!["/a~1b/c~0d".into(), String::new(), "sem-barra".into(), "/lista/9".into()];
    assert!(extrair(&json!({"a/b": {"c~d": CPF}}), &outras).is_ok());
    assert_eq!(extrair(&json!({"lista": ["x"]}), &outras), Err(ErroResolucao::SemDocumento(SemDocumento::Ausente)));
}

fn qualquer_json() -> impl Strategy<Value = Value> {
    let chave = prop::sample::select(vec![
        "documento",
        "cpf",
        "pessoas",
        "dados",
        "data",
        "registros",
        "ativo",
        "nome",
        "passaporte",
        "idpessoa_int",
        "error",
        "code",
    ]);
    let folha = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        Just(json!(CPF)),
    ];
    folha.prop_recursive(4, 40, 4, move |dentro| {
        prop_oneof![
            prop::collection::vec(dentro.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec((chave.clone(), dentro), 0..4).prop_map(|campos| campos
                .into_iter()
                .map(|(nome, valor)| (nome.to_owned(), valor))
                .collect::<Map<_, _>>()
                .into()),
        ]
    })
}

proptest! {
    #[test]
    fn any_answer_is_read_or_refused_without_panicking(resposta in qualquer_json()) {
        if let Ok(pessoa) = ler(&resposta) {
            prop_assert!(!pessoa.documento.normalizado().is_empty());
        }
    }
}

#[test]
fn staff_are_told_apart_by_a_digest_and_nothing_else_of_them_is_kept() {
    let mut regras = regras();
    regras.papel = Some(Discriminador { ponteiro: "/tipo".into(), valor: "gestor".into() });
    let lida = |resposta: &Value| extrair_equipe(resposta, &regras);
    let ana =
        lida(&json!({"idusuario": 7, "nome": "Ana", "email": "Ana@Horizonte.example", "tipo": "gestor"})).unwrap();
    let mesma = lida(&json!({"dados": {"email": "ana@horizonte.example ", "tipo": "gestor"}})).unwrap();
    let outra = lida(&json!({"email": "bia@horizonte.example", "tipo": "gestor"})).unwrap();
    assert_eq!(ana.documento, mesma.documento);
    assert_ne!(ana.documento, outra.documento);
    assert!(matches!(ana.documento, Documento::Estrangeiro(_)));
    assert!(!format!("{:?}", ana.documento.normalizado()).to_lowercase().contains("ana@"));
    assert_eq!(lida(&json!({"email": "a@b.example", "tipo": "cliente"})), Err(ErroResolucao::PapelErrado));
    assert_eq!(lida(&json!({"tipo": "gestor"})), Err(ErroResolucao::Recusado));
    assert_eq!(lida(&json!({"email": "a@b.example", "tipo": "gestor", "ativo": "N"})), Err(ErroResolucao::Inativo));
}

#[test]
fn what_a_sindico_looks_after_is_read_in_every_shape_and_a_nameless_entry_is_passed_over() {
    let sindica = json!({"dados": {"documento": CPF, "empreendimentos": [
        {"idempreendimento": 3, "nome": "Residencial Aurora", "idempreendimento_int": "E-3"},
        {"id": "4", "empreendimento": "Parque", "cnpj": "12.abc.345/01de-35"},
        5, {"nome": "sem código"}, {"id": "6", "cnpj": "11.111.111/1111-11"},
    ]}});
    let lida = ler(&sindica).unwrap().empreendimentos;
    let resumo: Vec<_> = lida
        .iter()
        .map(|e| (e.id.as_str(), e.nome.as_deref(), e.cnpj.as_ref().map(Cnpj::normalizado), e.id_erp.as_deref()))
        .collect();
    assert_eq!(
        resumo,
        [
            ("3", Some("Residencial Aurora"), None, Some("E-3")),
            ("4", Some("Parque"), Some("12ABC34501DE35"), None),
            ("5", None, None, None),
            ("6", None, None, None),
        ]
    );
}
