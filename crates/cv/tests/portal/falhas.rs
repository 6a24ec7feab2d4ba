//! Every operation under every fault of the simulated CV.

use cv::{Canal, ClienteCv, EnderecoCv, ErroCv, FiltroCliente, Identificador, Operacao};
use domain::documento::Token;
use simulator::Endpoint;

use crate::comum::{Mundo, documento, email};

#[test]
fn every_operation_has_its_endpoint_to_fail() {
    for operacao in Operacao::TODAS {
        let nome = format!("cv.{}", operacao.chave());
        let existe = Endpoint::TODOS.iter().any(|e| e.nome() == nome);
        // Contracts of one unit are the list of contracts with a filter.
        assert_eq!(existe, *operacao != Operacao::ContratosDaUnidade, "{nome}");
    }
}

const LEITURAS: [Operacao; 17] = [
    Operacao::Pessoa,
    Operacao::PessoaPorDocumento,
    Operacao::Sindico,
    Operacao::Permissoes,
    Operacao::PermissoesSindico,
    Operacao::Empreendimentos,
    Operacao::Unidades,
    Operacao::Unidade,
    Operacao::Contratos,
    Operacao::Boletos,
    Operacao::BoletoPdf,
    Operacao::Documentos,
    Operacao::Pastas,
    Operacao::Documento,
    Operacao::Mensagens,
    Operacao::Cadastros,
    Operacao::UsuarioAdm,
];

/// One of each way of changing something; the others are asked by the same code.
const ACOES: [Operacao; 4] =
    [Operacao::CodigoVerificacao, Operacao::EnviarMensagem, Operacao::ResetarSenhaEmail, Operacao::AtualizarEndereco];

/// One read or action, and whether it found something.
async fn perguntar(cv: &ClienteCv, operacao: Operacao, tokens: &Tokens) -> Result<bool, ErroCv> {
    let (eu, sindica, gestora) = (&tokens.doralice, &tokens.valdete, &tokens.noelia);
    let quem = Identificador::Documento(documento("doralice"));
    Ok(match operacao {
        Operacao::Pessoa => cv.pessoa(eu).await?.nome.is_some(),
        Operacao::PessoaPorDocumento => cv.pessoa_por_documento(eu, &documento("doralice")).await?.is_some(),
        Operacao::Sindico => !cv.sindico(sindica).await?.empreendimentos.is_empty(),
        Operacao::Permissoes => cv.permissoes(eu).await?.permite("financeiro").is_some(),
        Operacao::PermissoesSindico => cv.permissoes_sindico(sindica).await?.permite("financeiro").is_some(),
        Operacao::Empreendimentos => !cv.empreendimentos(eu).await?.itens.is_empty(),
        Operacao::Unidades => !cv.unidades(eu).await?.itens.is_empty(),
        Operacao::Unidade => cv.unidade(eu, "1048").await?.is_some(),
        Operacao::Contratos => !cv.contratos(eu).await?.itens.is_empty(),
        Operacao::Boletos => !cv.boletos(eu, "1048").await?.itens.is_empty(),
        Operacao::BoletoPdf => cv.boleto_pdf(eu, "1048007").await?.is_some(),
        Operacao::Documentos => !cv.documentos(eu, "1048").await?.itens.is_empty(),
        Operacao::Pastas => !cv.pastas(eu, "1048").await?.itens.is_empty(),
        Operacao::Documento => cv.documento(eu, "104801").await?.is_some(),
        Operacao::Mensagens => !cv.mensagens(eu).await?.itens.is_empty(),
        Operacao::Cadastros => !cv.buscar_clientes(&FiltroCliente::Id(1001)).await?.itens.is_empty(),
        Operacao::UsuarioAdm => cv.usuario_adm(gestora).await?.nome.is_some(),
        Operacao::CodigoVerificacao => cv.enviar_codigo(&quem, Canal::Email).await.map(|()| true)?,
        Operacao::EnviarMensagem => cv.enviar_mensagem(eu, "Bom dia").await.map(|()| true)?,
        Operacao::ResetarSenhaEmail => cv.resetar_senha_email(&email("doralice")).await.map(|()| true)?,
        Operacao::AtualizarEndereco => {
            let endereco = EnderecoCv { numero: Some("1".to_owned()), ..EnderecoCv::default() };
            cv.atualizar_endereco(eu, &endereco).await.map(|_| true)?
        }
        outra => unreachable!("{outra:?}"),
    })
}

struct Tokens {
    doralice: Token,
    valdete: Token,
    noelia: Token,
}

#[tokio::test]
async fn every_fault_is_an_error_of_its_kind_and_no_fault_makes_a_read_repeat_without_end() {
    let m = Mundo::novo().await;
    let tokens = Tokens { doralice: m.token("doralice"), valdete: m.token("valdete"), noelia: m.token("noelia") };
    for operacao in LEITURAS.into_iter().chain(ACOES) {
        let acao = ACOES.contains(&operacao);
        let endpoint = *Endpoint::TODOS.iter().find(|e| e.nome() == format!("cv.{}", operacao.chave())).unwrap();
        m.simulador.falhas().limpar();
        assert_eq!(perguntar(&m.cv, operacao, &tokens).await, Ok(true), "{operacao:?}");
        for (falha, vezes) in [
            ("fora", 1),
            ("html", 1),
            ("truncado", 1),
            ("reset", 1),
            ("500", 2),
            ("503:30s", 2),
            ("401", 1),
            ("erro200", 1),
            ("redireciona", 1),
        ] {
            m.simulador.falhas().definir(&format!("cv.{}={falha}", operacao.chave())).unwrap();
            m.simulador.contagem().zerar();
            let lido = perguntar(&m.cv, operacao, &tokens).await;
            let certo = match falha {
                // Nothing to cut in an answer without a body.
                "truncado" | "reset" if operacao == Operacao::ResetarSenhaEmail => true,
                "html" | "truncado" | "erro200" | "redireciona" => matches!(lido, Err(ErroCv::Contrato { .. })),
                "401" => lido == Err(ErroCv::Recusado),
                _ => lido == Err(ErroCv::ForaDoAr),
            };
            assert!(certo, "{operacao:?} {falha}: {lido:?}");
            let esperadas = if acao { 1 } else { vezes };
            assert_eq!(m.simulador.contagem().de(endpoint), esperadas, "{operacao:?} {falha}");
        }
        // A list that is empty, and rows that are nonsense: less, never a panic and never an invention.
        for falha in ["vazio", "tipo-errado", "nulo-texto", "duplicado"] {
            m.simulador.falhas().definir(&format!("cv.{}={falha}", operacao.chave())).unwrap();
            let lido = perguntar(&m.cv, operacao, &tokens).await;
            let aceitavel = match &lido {
                Ok(_) | Err(ErroCv::Contrato { .. }) => true,
                Err(ErroCv::Recusado) => falha == "vazio",
                Err(_) => false,
            };
            assert!(aceitavel, "{operacao:?} {falha}: {lido:?}");
        }
    }
}

#[tokio::test]
async fn after_a_429_every_clone_leaves_the_whole_environment_alone_for_a_minute() {
    let m = Mundo::novo().await;
    let token = m.token("doralice");
    m.simulador.falhas().definir("cv.mensagens=429").unwrap();
    let minuto = ErroCv::MuitasChamadas { pausa: std::time::Duration::from_mins(1) };
    assert_eq!(m.cv.mensagens(&token).await, Err(minuto));
    m.simulador.falhas().limpar();
    m.simulador.contagem().zerar();
    m.hora.passar(59);
    let resto = ErroCv::MuitasChamadas { pausa: std::time::Duration::from_secs(1) };
    assert_eq!(m.cv.clone().pessoa(&token).await, Err(resto.clone()));
    assert_eq!(m.cv.enviar_mensagem(&token, "oi").await, Err(resto));
    assert!(m.simulador.contagem().todas().is_empty(), "nobody was asked");
    // A clock that was put back makes the pause no longer than it was.
    m.hora.passar(-3600);
    let inteira = ErroCv::MuitasChamadas { pausa: std::time::Duration::from_mins(1) };
    assert_eq!(m.cv.pessoa(&token).await, Err(inteira));
    m.hora.passar(3601);
    assert!(m.cv.mensagens(&m.token("doralice")).await.is_ok());
}
