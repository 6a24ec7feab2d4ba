//! UAU's habits on the wire.

use crate::comum::Bancada;
use reqwest::{Response, StatusCode};
use serde_json::{Value, json};
use simulator::{Endpoint, Opcoes, OpcoesUau};
use tokio::time::{Duration, Instant};

const LOGIN: &str = "Autenticador/AutenticarUsuario";
const COMPRADAS: &str = "Venda/ConsultarUnidadesCompradasPorCPFCNPJ";
const PARCELAS: &str = "Venda/ConsultarParcelasDaVenda";

struct Uau {
    b: Bancada,
    sessao: String,
}

impl Uau {
    async fn novo() -> Self {
        Self::com(OpcoesUau::default()).await
    }

    async fn com(uau: OpcoesUau) -> Self {
        let b = Bancada::com(Opcoes { uau, ..Opcoes::default() }).await;
        let mut novo = Self { b, sessao: String::new() };
        novo.entrar().await;
        novo
    }

    async fn entrar(&mut self) {
        let token = self.chamar(LOGIN, &json!({"login": "portal", "SENHA": "uau-demo"})).await;
        assert_eq!(token.status(), 200);
        // A bare JSON string.
        token.json::<Value>().await.unwrap().as_str().unwrap().clone_into(&mut self.sessao);
    }

    fn pedido(&self, metodo: &str) -> reqwest::RequestBuilder {
        self.b.cliente.post(format!("{}/api/v1.0/{metodo}", self.b.simulador.uau_url()))
    }

    async fn chamar(&self, metodo: &str, corpo: &Value) -> Response {
        self.pedido(metodo)
            .header("X-INTEGRATION-Authorization", "integracao-demo")
            .header("Authorization", &self.sessao)
            .json(corpo)
            .send()
            .await
            .unwrap()
    }

    async fn json(&self, metodo: &str, corpo: &Value) -> Value {
        let resposta = self.chamar(metodo, corpo).await;
        assert_eq!(resposta.status(), 200, "{metodo}");
        resposta.json().await.unwrap()
    }
}

fn doralice() -> Value {
    json!({"CpfCnpj": "39053344705"})
}

#[tokio::test]
async fn the_two_headers_are_missed_in_two_different_ways() {
    let uau = Uau::novo().await;
    let sem_integracao =
        uau.pedido(COMPRADAS).header("Authorization", &uau.sessao).json(&doralice()).send().await.unwrap();
    assert_eq!(sem_integracao.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert!(sem_integracao.json::<Value>().await.unwrap()["Detalhe"].is_string());
    let com = |sessao: String| {
        uau.pedido(COMPRADAS)
            .header("X-INTEGRATION-Authorization", "integracao-demo")
            .header("Authorization", sessao)
            .json(&doralice())
            .send()
    };
    assert_eq!(com(uau.sessao.clone()).await.unwrap().status(), 200);
    let com_bearer = com(format!("Bearer {}", uau.sessao)).await.unwrap();
    assert_eq!(com_bearer.status(), 401);
    assert_eq!(com_bearer.json::<Value>().await.unwrap()["Mensagem"], "Usuário não está logado!");
    let errada =
        uau.pedido(COMPRADAS).header("X-INTEGRATION-Authorization", "outra").json(&doralice()).send().await.unwrap();
    assert_eq!(errada.status(), 401);
}

#[tokio::test]
async fn a_wrong_password_is_400_and_a_session_ends() {
    let mut uau = Uau::novo().await;
    let errada = uau.chamar(LOGIN, &json!({"Login": "portal", "Senha": "x"})).await;
    assert_eq!(errada.status(), 400);
    uau.b.passar(2 * 3600 - 1);
    assert_eq!(uau.chamar(COMPRADAS, &doralice()).await.status(), 200);
    uau.b.passar(1);
    assert_eq!(uau.chamar(COMPRADAS, &doralice()).await.status(), 401);
    uau.entrar().await;
    assert_eq!(uau.chamar(COMPRADAS, &doralice()).await.status(), 200);
    uau.b.simulador.derrubar_sessoes_uau();
    assert_eq!(uau.chamar(COMPRADAS, &doralice()).await.status(), 401);
}

#[tokio::test]
async fn an_empty_body_is_refused_before_the_application_and_an_unknown_method_after_it() {
    let uau = Uau::novo().await;
    let vazio = uau
        .pedido("Venda/BuscarTiposDeParcelas")
        .header("X-INTEGRATION-Authorization", "integracao-demo")
        .send()
        .await
        .unwrap();
    assert_eq!(vazio.status(), 411);
    let outro = uau.chamar("Venda/NaoExiste", &json!({})).await;
    assert_eq!(outro.status(), 404);
    assert!(outro.json::<Value>().await.unwrap()["Message"].is_string());
}

#[tokio::test]
async fn tables_have_a_row_of_types_and_three_wrappings() {
    let uau = Uau::novo().await;
    let pessoas =
        uau.json("Pessoas/ConsultarPessoasPorCPFCNPJ", &json!({"cpf_cnpj": "39053344705", "status": 2})).await;
    let tabela = pessoas[0]["Pessoas"].as_array().unwrap();
    assert!(tabela[0]["cod_pes"].as_str().unwrap().starts_with("System.Int32, mscorlib"));
    assert!(tabela[1]["Senha_pes"].is_string(), "the real one gives passwords, too");
    let ninguem = uau.json("Pessoas/ConsultarPessoasPorCPFCNPJ", &json!({"cpf_cnpj": "48061725967"})).await;
    assert_eq!(ninguem[0]["Pessoas"].as_array().unwrap().len(), 1, "the row of types alone");

    let de =
        |venda: i64| json!({"empresa": 1, "obra": "AUR01", "num_venda": venda, "data_calculo": "2026-11-21T00:00:00"});
    // Even sales come wrapped, odd ones flat: the same method was seen both ways.
    assert!(uau.json(PARCELAS, &de(1048)).await[0]["MyTable"].is_array());
    assert!(uau.json(PARCELAS, &de(1077)).await[0]["NumParc_reaj"].is_string());
    // Typed methods have no row of types, and one has its JSON in a string.
    assert_eq!(uau.json(COMPRADAS, &doralice()).await[0]["Venda"], 1048);
    assert!(uau.json("Venda/BuscarTiposDeParcelas", &json!({})).await.is_string());
}

#[tokio::test]
async fn amounts_follow_the_date_they_are_asked_for() {
    let uau = Uau::novo().await;
    let em = async |data: &str| {
        let pedido =
            json!({"empresa": 1, "obra": "AUR01", "num_venda": 1077, "data_calculo": format!("{data}T00:00:00")});
        let linhas = uau.json(PARCELAS, &pedido).await;
        linhas[1]["Valor_reaj"].as_f64().unwrap()
    };
    assert!(em("2026-12-21").await > em("2026-11-21").await);
    assert!(em("2026-11-21").await > em("2026-01-01").await);
}

#[tokio::test]
async fn documents_are_base64_in_a_string_for_whoever_names_the_key_and_empty_for_nothing() {
    let uau = Uau::novo().await;
    let boletos = uau.json("BoletoServices/ConsultarBoletosDoCliente", &json!({"codPessoa": 1001})).await;
    let chave = json!({"cod_banco": boletos[0]["codBanco"], "seu_numero": boletos[0]["seuNumero"].to_string()});
    let pdf = uau.json("BoletoServices/GerarPDFBoleto", &chave).await;
    assert!(pdf.as_str().unwrap().starts_with("JVBERi0"));
    let informe =
        json!({"vendasobras_empresa": [["1048", "AUR01", "1"]], "ano_base": 1999, "naomostradados_venda": true});
    assert_eq!(uau.json("RelatorioIRPF/GerarPDFRelIRPF", &informe).await, "");
    assert_eq!(
        uau.json("BoletoServices/ConsultarStatusBoleto", &json!({"codigoBanco": 1, "seuNumero": 5})).await["Status"],
        3
    );
}

#[tokio::test]
async fn one_pix_is_an_object_and_several_are_a_list() {
    let uau = Uau::novo().await;
    let parcela = json!({"Empresa": 1, "Obra": "AUR01", "NumeroVenda": 1048, "NumeroParcela": 7, "TipoParcela": "P", "NumeroParcelaGeral": 8});
    let unico = uau.json("Pix/PixPorParcelas", &json!([parcela])).await;
    assert_eq!(unico["Sucesso"], true);
    let mut outra = parcela.clone();
    outra["NumeroParcelaGeral"] = json!(9);
    let varios = uau.json("Pix/PixPorParcelas", &json!([parcela, outra])).await;
    assert_eq!((&varios[0]["TxId"], &varios[1]["Sucesso"]), (&unico["TxId"], &json!(false)));
}

#[tokio::test]
async fn a_third_call_at_the_same_time_is_refused() {
    let uau = Uau::novo().await;
    uau.b.simulador.falhas().definir("uau.unidades-compradas=lento:60m").unwrap();
    let (cabeca, corpo) = (uau.sessao.clone(), doralice());
    let lentas: Vec<_> = (0..2)
        .map(|_| {
            let pedido = uau
                .pedido(COMPRADAS)
                .header("X-INTEGRATION-Authorization", "integracao-demo")
                .header("Authorization", &cabeca);
            tokio::spawn(pedido.json(&corpo).send())
        })
        .collect();
    while uau.b.simulador.contagem().de(Endpoint::UauCompradas) < 2 {
        tokio::task::yield_now().await;
    }
    assert_eq!(uau.chamar("Venda/BuscarTiposDeParcelas", &json!({})).await.status(), 503);
    for lenta in lentas {
        lenta.abort();
    }
}

// Paused time jumps to the next timer whenever everything waits, so four seconds cost none.
#[tokio::test(start_paused = true)]
async fn after_three_hundred_calls_each_takes_seconds_until_ten_minutes_have_passed() {
    let uau = Uau::novo().await;
    let demorar = async || {
        let inicio = Instant::now();
        assert_eq!(uau.chamar("BoletoServices/ConsultarStatusBoleto", &json!({})).await.status(), 200);
        inicio.elapsed() >= Duration::from_secs(4)
    };
    // The login was the first.
    for _ in 0..299 {
        assert!(!demorar().await);
    }
    assert!(demorar().await);
    uau.b.passar(600);
    assert!(!demorar().await);
}

#[tokio::test]
async fn faults_reach_uau_by_its_own_names() {
    let uau = Uau::novo().await;
    uau.b.simulador.falhas().definir("uau=429,uau.unidades-compradas@doralice=linha-de-outro").unwrap();
    let linhas = uau.json(COMPRADAS, &doralice()).await;
    assert!(linhas.as_array().unwrap().iter().any(|l| l["CpfCnpj"].is_string()));
    assert_eq!(uau.chamar("Venda/BuscarTiposDeParcelas", &json!({})).await.headers()["retry-after"], "20");
    let erp = uau.b.erp("contratos?document=39053344705").await.unwrap();
    assert_eq!(erp.status(), 200, "the other ERP is not UAU");
}
