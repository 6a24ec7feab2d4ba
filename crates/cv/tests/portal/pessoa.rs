//! What a portal token opens at the simulated CV, on both families of paths.

use cv::{Alteracao, AlteracaoPessoa, Autor, EnderecoCv, ErroCv};
use domain::documento::{Documento, Email, Telefone};
use jiff::civil::date;
use simulator::{PESSOAS, Papel};

use crate::comum::{Mundo, documento};

#[tokio::test]
async fn everybody_is_read_whatever_the_shape_of_cvs_answer() {
    let m = Mundo::novo().await;
    for pessoa in PESSOAS.iter().filter(|p| p.papel == Papel::Cliente) {
        let lida = m.cv.pessoa(&m.token(pessoa.chave)).await.unwrap();
        let nome: String = pessoa.nome.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(lida.nome.as_deref(), Some(nome.as_str()));
        assert_eq!(lida.id_erp.as_deref(), pessoa.id_erp, "{}", pessoa.chave);
        let lido = lida.documento_lido().map(|d| d.normalizado().to_owned());
        let certo = Some(pessoa.documento_normalizado()).filter(|_| !["jurandir", "jurema"].contains(&pessoa.chave));
        assert_eq!(lido, certo, "{}", pessoa.chave);
        assert_eq!(lida.celular, Some(pessoa.celular()));
        assert_eq!(lida.nascimento.is_some(), pessoa.tipo_documento != "CNPJ", "{}", pessoa.chave);
        let endereco = lida.endereco.unwrap();
        assert_eq!(endereco.logradouro.as_deref(), Some("Rua das Salinas"));
        assert_eq!((endereco.estado.as_deref(), endereco.complemento), (Some("SE"), None));
    }
    assert_eq!(m.cv.pessoa(&m.token("jurandir")).await.unwrap().documento.as_deref(), Some("***.829.370-**"));
    assert_eq!(m.cv.pessoa(&m.token("doralice")).await.unwrap().nascimento, Some(date(1951, 5, 22)));
}

#[tokio::test]
async fn changes_show_or_wait_for_a_gestor_and_a_wrong_one_is_explained() {
    let m = Mundo::novo().await;
    let alteracao = AlteracaoPessoa {
        nome: None,
        email: Some(Email::ler("nova@exemplo.example").unwrap()),
        telefone: Some(Telefone::ler("(79) 3211-0000").unwrap()),
    };
    let endereco =
        EnderecoCv { numero: Some("77".to_owned()), cep: Some("49000-000".to_owned()), ..EnderecoCv::default() };
    let doralice = m.token("doralice");
    assert_eq!(m.cv.atualizar_pessoa(&doralice, &alteracao).await, Ok(Alteracao::Recebida));
    assert_eq!(m.cv.atualizar_endereco(&doralice, &endereco).await, Ok(Alteracao::Recebida));
    let lida = m.cv.pessoa(&doralice).await.unwrap();
    assert_eq!((lida.email.as_deref(), lida.telefone.as_deref()), (Some("nova@exemplo.example"), Some("7932110000")));
    assert_eq!(lida.nome.as_deref(), Some("Doralice Campos Menezes"), "what was not named stays");
    let lido = lida.endereco.unwrap();
    assert_eq!((lido.numero.as_deref(), lido.bairro.as_deref()), (Some("77"), Some("Coroa do Meio")));

    let benedito = m.token("benedito");
    assert_eq!(m.cv.atualizar_pessoa(&benedito, &alteracao).await, Ok(Alteracao::AguardaAprovacao));
    assert_eq!(m.cv.pessoa(&benedito).await.unwrap().email.as_deref(), Some("benedito@exemplo.example"));

    let ruim = EnderecoCv { cep: Some("49".to_owned()), ..EnderecoCv::default() };
    let erro = ErroCv::Invalido { mensagem: "O campo cep não é válido".to_owned() };
    assert_eq!(m.cv.atualizar_endereco(&doralice, &ruim).await, Err(erro));
    let antes = m.simulador.contagem().de(simulator::Endpoint::CvAtualizarPessoa);
    assert_eq!(m.cv.atualizar_pessoa(&doralice, &AlteracaoPessoa::default()).await, Ok(Alteracao::Recebida));
    assert_eq!(
        m.simulador.contagem().de(simulator::Endpoint::CvAtualizarPessoa),
        antes,
        "nothing to change, nobody asked"
    );
}

#[tokio::test]
async fn both_families_of_paths_tell_of_the_same_home() {
    let m = Mundo::novo().await;
    for pessoa in ["doralice", "benedito", "lindalva", "mangaba", "zulmira", "clotilde", "iracema"] {
        let token = m.token(pessoa);
        let unidades = m.cv.unidades(&token).await.unwrap();
        assert!(!unidades.itens.is_empty() && unidades.descartes.is_empty(), "{pessoa}");
        assert_eq!(m.curto.unidades(&token).await.unwrap(), unidades, "{pessoa}");
        let contratos = m.cv.contratos(&token).await.unwrap();
        assert_eq!(m.curto.contratos(&token).await.unwrap(), contratos);
        assert!(contratos.itens.iter().all(|c| c.data.is_some() && c.empreendimento.is_some()), "{pessoa}");
        let empreendimentos = m.cv.empreendimentos(&token).await.unwrap();
        assert_eq!(m.curto.empreendimentos(&token).await.unwrap(), empreendimentos);
        let mut documentos = Vec::new();
        for unidade in &unidades.itens {
            let id = unidade.id.as_str();
            let do_empreendimento = unidade.idempreendimento.as_deref();
            assert!(empreendimentos.itens.iter().any(|e| Some(e.id.as_str()) == do_empreendimento), "{pessoa}");
            let detalhe = m.cv.unidade(&token, id).await.unwrap().unwrap();
            assert_eq!((detalhe.nome, detalhe.entrega), (unidade.nome.clone(), Some(date(2027, 9, 30))));
            assert_eq!(m.curto.unidade(&token, id).await.unwrap().as_ref(), Some(unidade));
            let da_unidade = m.cv.contratos_da_unidade(&token, id).await.unwrap();
            assert!(da_unidade.itens.len() == 1 && da_unidade.itens[0].idunidade.as_deref() == Some(id));
            assert_eq!(m.curto.contratos_da_unidade(&token, id).await.unwrap().itens, da_unidade.itens);
            let boletos = [m.cv.boletos(&token, id).await.unwrap(), m.curto.boletos(&token, id).await.unwrap()];
            assert_eq!(boletos[0].itens, boletos[1].itens, "{pessoa}");
            assert!(boletos[0].itens.iter().all(|b| b.idunidade.as_deref() == Some(id)), "{pessoa}");
            let pastas = m.cv.pastas(&token, id).await.unwrap().itens;
            let da_unidade = m.cv.documentos(&token, id).await.unwrap();
            assert!(da_unidade.itens.iter().all(|d| pastas.iter().any(|p| p.nome == d.pasta)), "{pessoa}");
            documentos.extend(da_unidade.itens);
        }
        assert_eq!(m.curto.documentos(&token, "todas").await.unwrap().itens, documentos, "{pessoa}");
        assert_eq!(m.cv.documento(&token, &documentos[0].id).await, m.curto.documento(&token, &documentos[0].id).await);
    }
}

#[tokio::test]
async fn links_of_boletos_and_documents_lead_to_pdfs() {
    let m = Mundo::novo().await;
    let token = m.token("lindalva");
    let unidade = m.cv.unidades(&token).await.unwrap().itens.remove(0).id;
    let boleto = m.cv.boletos(&token, &unidade).await.unwrap().itens.remove(0);
    let documento = m.cv.documentos(&token, &unidade).await.unwrap().itens.remove(0);
    assert_eq!(documento.nome.as_deref(), Some("Contrato de compra e venda"));
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    for link in [
        m.cv.boleto_pdf(&token, &boleto.id).await.unwrap().unwrap(),
        m.cv.documento(&token, &documento.id).await.unwrap().unwrap(),
    ] {
        let pdf = http.get(link.exposto()).send().await.unwrap().bytes().await.unwrap();
        assert!(pdf.starts_with(b"%PDF-"));
    }
}

#[tokio::test]
async fn what_is_somebody_elses_is_not_there() {
    let m = Mundo::novo().await;
    let (doralice, genivaldo) = (m.token("doralice"), m.token("genivaldo"));
    let alheia = m.cv.unidades(&genivaldo).await.unwrap().itens.remove(0).id;
    let boleto = m.cv.boletos(&genivaldo, &alheia).await.unwrap().itens.remove(0).id;
    for cv in [&m.cv, &m.curto] {
        assert_eq!(cv.unidade(&doralice, &alheia).await, Ok(None));
        assert_eq!(cv.boleto_pdf(&doralice, &boleto).await, Ok(None));
        assert_eq!(cv.documento(&doralice, &format!("{alheia}01")).await, Ok(None));
        assert_eq!(cv.boletos(&doralice, &alheia).await.unwrap().itens, []);
        assert_eq!(cv.contratos_da_unidade(&doralice, &alheia).await.unwrap().itens, []);
    }
    assert_eq!(m.cv.documentos(&doralice, &alheia).await.unwrap().itens, []);
    assert_eq!(m.cv.pessoa_por_documento(&doralice, &documento("genivaldo")).await, Ok(None));
    let eu = m.cv.pessoa_por_documento(&doralice, &documento("doralice")).await.unwrap().unwrap();
    assert_eq!(eu.id_erp.as_deref(), Some("C-1001"));
}

#[tokio::test]
async fn nothing_is_said_in_many_ways_and_understood_as_nothing() {
    let m = Mundo::novo().await;
    let ninguem = m.token("wanderley");
    assert_eq!(m.cv.unidades(&ninguem).await.unwrap().itens, []);
    assert_eq!(m.cv.contratos(&ninguem).await.unwrap().itens, []);
    assert_eq!(m.cv.empreendimentos(&ninguem).await.unwrap().itens, []);
    assert_eq!(m.cv.boletos(&m.token("clotilde"), "870").await.unwrap().itens, [], "all paid: 204");
    assert_eq!(m.cv.documentos(&m.token("raimunda"), "1090").await.unwrap().itens, [], "400 with a sentence");
    assert_eq!(m.cv.mensagens(&m.token("zulmira")).await.unwrap().itens, []);
}

#[tokio::test]
async fn an_associado_learns_whose_contract_it_is_and_nothing_of_the_money() {
    let m = Mundo::novo().await;
    let token = m.token("iracema");
    let unidade = m.cv.unidades(&token).await.unwrap().itens.remove(0);
    let contrato = m.cv.contratos(&token).await.unwrap().itens.remove(0);
    for titular in [unidade.titular.unwrap(), contrato.titular.unwrap()] {
        assert_eq!(Documento::ler(titular.documento.as_deref().unwrap()).unwrap(), documento("doralice"));
        assert_eq!(titular.id_erp.as_deref(), Some("C-1001"));
    }
    assert_eq!(contrato.vinculo.as_deref(), Some("Associado"));
    assert_eq!(m.cv.boletos(&token, &unidade.id).await.unwrap().itens, []);
    let titular = m.cv.pessoa_por_documento(&token, &documento("doralice")).await.unwrap().unwrap();
    assert_eq!(titular.nome.as_deref(), Some("Doralice Campos Menezes"));
    let permissoes = m.cv.permissoes(&token).await.unwrap();
    assert_eq!(["financeiro", "imovel", "voar"].map(|p| permissoes.permite(p)), [Some(false), Some(true), None]);
    assert_eq!(m.cv.permissoes(&m.token("doralice")).await.unwrap().permite("financeiro"), Some(true));
}

#[tokio::test]
async fn a_sindico_has_condominiums_with_and_without_a_cnpj() {
    let m = Mundo::novo().await;
    let sindica = m.cv.sindico(&m.token("valdete")).await.unwrap();
    let lidos: Vec<_> =
        sindica.empreendimentos.iter().map(|e| (e.id.as_str(), e.nome.as_deref(), e.cnpj.as_deref())).collect();
    assert_eq!(
        lidos,
        [
            ("3", Some("Residencial Aurora"), Some("12.ABC.345/01DE-35")),
            ("7", Some("Residencial Mirante"), Some("58.307.462/0001-36")),
        ]
    );
    assert_eq!((sindica.ilegiveis, sindica.email.as_deref()), (0, Some("valdete@exemplo.example")));
    let sindico = m.cv.sindico(&m.token("ademar")).await.unwrap();
    assert_eq!((sindico.empreendimentos.len(), &sindico.empreendimentos[0].cnpj), (1, &None));
    let permissoes = m.cv.permissoes_sindico(&m.token("valdete")).await.unwrap();
    assert_eq!(
        permissoes.todas().collect::<Vec<_>>(),
        [("atendimentos", true), ("documentos", true), ("financeiro", false)]
    );
    assert_eq!(m.cv.sindico(&m.token("doralice")).await, Err(ErroCv::Recusado));
    assert_eq!(m.cv.permissoes_sindico(&m.token("doralice")).await, Err(ErroCv::Recusado));
}

#[tokio::test]
async fn a_message_is_added_to_the_conversation() {
    let m = Mundo::novo().await;
    let token = m.token("anna");
    let antes = m.cv.mensagens(&token).await.unwrap();
    assert_eq!(antes.itens.iter().map(|m| m.autor).collect::<Vec<_>>(), [Autor::Incorporadora, Autor::Cliente]);
    assert_eq!(antes.itens[0].quando, Some(date(2026, 11, 9).at(9, 15, 0, 0)));
    assert_eq!(antes.itens[1].quando, Some(date(2026, 11, 10).at(18, 40, 0, 0)));
    assert!(antes.itens[0].texto.contains('\n'));
    m.cv.enviar_mensagem(&token, "Bom dia,\nquero a <2ª via>").await.unwrap();
    let depois = m.cv.mensagens(&token).await.unwrap().itens;
    assert_eq!((depois.len(), depois[2].texto.as_str()), (3, "Bom dia,\nquero a <2ª via>"));
    assert_eq!(m.cv.mensagens(&m.token("doralice")).await.unwrap().itens.len(), 2);
    let Err(ErroCv::Invalido { mensagem }) = m.cv.enviar_mensagem(&token, " ").await else { panic!("sent nothing") };
    assert!(mensagem.starts_with("O campo mensagem é obrigatório"), "{mensagem}");
}
