//! Meus dados, Imóvel, Contrato, Documentos, Mensagens: what CV says is what the page says, and what is asked for reaches CV.

use std::time::Duration;

use http::{Method, StatusCode};
use serde_json::Value;
use simulator::{Endpoint, Opcoes, TipoToken};

use crate::{
    html,
    mundo::{Ajustes, Mundo, opacos},
    navegador::{Navegador, Resposta, Site, acao},
};

/// The pages, and what each asks CV first.
pub(crate) const PAGINAS: [(&str, &str); 5] = [
    ("/dados", "cv.pessoa"),
    ("/imovel", "cv.unidades"),
    ("/contrato", "cv.contratos"),
    ("/arquivos", "cv.unidades"),
    ("/mensagens", "cv.mensagens"),
];

async fn mundo() -> Mundo {
    Mundo::com(Ajustes { opcoes: opacos(), ..Ajustes::default() }).await
}

/// What CV tells this person, asked directly: the truth the pages are held to.
async fn cv(mundo: &Mundo, pessoa: &str, caminho: &str) -> Value {
    let url = mundo.simulador.cv_url().join(&format!("/api/v1/cliente/{caminho}")).unwrap();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let texto = http.get(url).bearer_auth(mundo.token(pessoa)).send().await.unwrap().text().await.unwrap();
    serde_json::from_str(&texto).unwrap_or_else(|_| panic!("{caminho}: {texto}"))
}

/// The rows of an answer, under whatever name.
fn linhas(resposta: &Value) -> &Vec<Value> {
    let dentro = || resposta.as_object().and_then(|mapa| mapa.values().find_map(Value::as_array));
    resposta.as_array().or_else(dentro).unwrap_or_else(|| panic!("no rows in {resposta}"))
}

/// Submits a form of ours.
pub(crate) async fn enviar(n: &mut Navegador, caminho: &str, campos: &[(&str, &str)]) -> Resposta {
    let corpo = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(campos).finish();
    let pedido = n
        .pedido(Method::POST, caminho, Site::Nosso)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(corpo.into())
        .unwrap();
    n.enviar(pedido).await
}

/// The page a 303 leads to; a browser keeps the fragment to itself.
pub(crate) async fn seguir(n: &mut Navegador, resposta: &Resposta) -> Resposta {
    let local = resposta.local().split('#').next().unwrap().to_owned();
    let pagina = n.abrir(&local).await;
    assert_eq!(pagina.status, StatusCode::OK, "{}", pagina.texto());
    pagina
}

/// Value of a field of a page.
pub(crate) fn campo(pagina: &Resposta, nome: &str) -> String {
    let tags = html::tags(&pagina.corpo);
    let campo = tags.iter().find(|t| t.nome == "input" && t.atributo("name") == Some(nome));
    campo.and_then(|t| t.atributo("value")).unwrap_or_default().to_owned()
}

/// The fields of the address form as the page shows them, with some of them changed.
fn endereco<'a>(mudados: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut campos = vec![
        ("cep", "49035-500"),
        ("logradouro", "Avenida Santos Dumont"),
        ("numero", "1200"),
        ("complemento", ""),
        ("bairro", "Atalaia"),
        ("cidade", "Aracaju"),
        ("estado", "SE"),
    ];
    for (nome, valor) in mudados {
        campos.iter_mut().find(|(n, _)| n == nome).unwrap().1 = valor;
    }
    campos
}

#[tokio::test]
async fn meus_dados_says_what_cv_knows_with_the_document_masked() {
    let mundo = mundo().await;
    for pessoa in ["doralice", "mangaba"] {
        let mut n = mundo.navegador();
        let (prefixo, _) = n.entrar(&mundo, pessoa).await;
        let pagina = n.abrir(&format!("{prefixo}/dados")).await;
        let texto = pagina.texto();
        let resposta = cv(&mundo, pessoa, "pessoa").await;
        let dados = resposta.get("dados").or_else(|| resposta.pointer("/pessoas/0")).unwrap_or(&resposta);
        for nome in ["nome", "email", "celular", "estado_civil", "logradouro", "numero", "bairro"] {
            let valor = dados[nome].as_str().unwrap();
            assert!(texto.contains(valor), "{pessoa} {nome} «{valor}»: {texto}");
        }
        assert!(texto.contains("CEP 49030-210") && texto.contains("Aracaju/SE"), "{texto}");
        let documento = simulator::por_chave(pessoa).unwrap();
        assert!(!pagina.corpo.contains(documento.documento), "{pessoa}");
        assert!(!pagina.corpo.contains(&documento.documento_normalizado()), "{pessoa}");
        assert!(texto.contains("Consultado no portal às 12:00"), "{texto}");
        assert!(!texto.contains("00/00/0000") && !texto.contains("null"), "{texto}");
    }
}

#[tokio::test]
async fn imovel_and_contrato_say_what_cv_says_of_each() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    let imovel = n.abrir(&format!("{prefixo}/imovel")).await.texto();
    let unidades = cv(&mundo, "doralice", "unidades").await;
    let unidades = linhas(&unidades);
    assert!(!unidades.is_empty());
    for unidade in unidades {
        let detalhe = cv(&mundo, "doralice", &format!("unidades/{}", unidade["idunidade"])).await;
        let detalhe = &detalhe["unidade"];
        for valor in
            [&unidade["unidade"], &unidade["empreendimento"]["nome"], &detalhe["tipologia"], &unidade["situacao"]]
        {
            assert!(imovel.contains(valor.as_str().unwrap()), "{valor}: {imovel}");
        }
        if let Some(rua) = unidade["endereco"].as_str() {
            assert!(imovel.contains(rua), "{imovel}");
        }
    }
    assert!(imovel.contains("84,50 m²") && imovel.contains("Entrega 30/09/2027"), "{imovel}");

    let pagina = n.abrir(&format!("{prefixo}/contrato")).await;
    let contrato = pagina.texto();
    let contratos = cv(&mundo, "doralice", "contratos").await;
    let contratos = linhas(&contratos);
    assert!(!contratos.is_empty());
    for linha in contratos {
        for nome in ["nome", "unidade", "situacao", "vinculo"] {
            let valor = linha[nome].as_str().unwrap();
            assert!(contrato.contains(valor), "{nome} «{valor}»: {contrato}");
        }
    }
    assert!(html::enderecos(&pagina.corpo).contains(&format!("{prefixo}/extrato")));
}

#[tokio::test]
async fn a_document_is_listed_in_its_folder_and_comes_by_a_ticket() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    let pagina = n.abrir(&format!("{prefixo}/arquivos")).await;
    let texto = pagina.texto();
    for dito in ["Contratos", "Obra", "Contrato de compra e venda", "Memorial descritivo", "PDF · de 10/03/2025"] {
        assert!(texto.contains(dito), "{dito}: {texto}");
    }
    let (arquivo, documento) = n.baixar(&pagina, "Abrir Memorial descritivo").await;
    assert_eq!(arquivo.header("content-type"), Some("application/pdf"), "{}", arquivo.texto());
    assert!(arquivo.bytes.starts_with(b"%PDF-"));
    assert_eq!(arquivo.header("content-disposition"), Some("attachment; filename=\"memorial-descritivo.pdf\""));
    assert!(documento.texto().contains("Memorial descritivo") && documento.texto().contains("Documentos"));
    // CV was asked for the list again before the file was fetched.
    mundo.simulador.contagem().zerar();
    n.baixar(&pagina, "Abrir Memorial descritivo").await;
    for endpoint in [Endpoint::CvUnidades, Endpoint::CvDocumentos, Endpoint::CvDocumento, Endpoint::CvArquivos] {
        assert_eq!(mundo.simulador.contagem().de(endpoint), 1, "{endpoint}");
    }
}

#[tokio::test]
async fn nobody_opens_a_document_that_cv_does_not_list_for_them() {
    let mundo = mundo().await;
    let (mut dela, mut dele) = (mundo.navegador(), mundo.navegador());
    let (prefixo_dela, _) = dela.entrar(&mundo, "doralice").await;
    let (prefixo_dele, _) = dele.entrar(&mundo, "benedito").await;
    let pagina = dela.abrir(&format!("{prefixo_dela}/arquivos")).await;
    let alheia = acao(&pagina, "Abrir Contrato de compra e venda").replace(&prefixo_dela, &prefixo_dele);
    assert_eq!(dele.postar(&alheia, Site::Nosso).await.status, StatusCode::NOT_FOUND);
    // Nor one that was taken off the list since the page was drawn.
    let documento = dela.pedir(&acao(&pagina, "Abrir Contrato de compra e venda")).await;
    let bilhete = crate::navegador::inicio_do_download(&documento).unwrap();
    mundo.falhas("cv.documentos=vazio");
    assert_eq!(dela.abrir(&bilhete).await.status, StatusCode::NOT_FOUND);
    assert_eq!(mundo.simulador.contagem().de(Endpoint::CvArquivos), 0);
}

#[tokio::test]
async fn a_conversation_reads_from_the_oldest_and_a_message_is_added_at_its_end() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    let caminho = format!("{prefixo}/mensagens");
    let pagina = n.abrir(&caminho).await;
    let texto = pagina.texto();
    let (deles, minha) = (texto.find("Olá! Este é o nosso canal"), texto.find("Quando começa a vistoria"));
    assert!(deles.is_some() && deles < minha, "{texto}");
    assert!(texto.contains("Equipe de relacionamento") && texto.contains("Boas-vindas"), "{texto}");
    assert!(texto.contains("Você 03/03/2040, 18:40"), "{texto}");

    let envio = campo(&pagina, "envio");
    let escrita = "Posso visitar a obra?\r\n<script>alert(1)</script> & \"aspas\"";
    let enviada = enviar(&mut n, &caminho, &[("texto", escrita), ("envio", &envio)]).await;
    let pagina = seguir(&mut n, &enviada).await;
    let texto = pagina.texto();
    assert!(texto.contains("Mensagem enviada."), "{texto}");
    assert!(texto.find("Posso visitar a obra? <script>alert(1)</script> & \"aspas\"") > minha, "{texto}");
    assert!(!pagina.corpo.contains("<script>alert") && !pagina.corpo.contains("&amp;lt;"));
    html::conferir_equilibrio(&pagina.corpo);

    // The same form again: a double click, a reload, the way back.
    let repetida = enviar(&mut n, &caminho, &[("texto", escrita), ("envio", &envio)]).await;
    let pagina = seguir(&mut n, &repetida).await;
    assert!(pagina.texto().contains("enviada uma vez só"), "{}", pagina.texto());
    assert_eq!(pagina.texto().matches("Posso visitar a obra?").count(), 1);
    assert_eq!(mundo.simulador.contagem().de(Endpoint::CvEnviarMensagem), 1);
}

#[tokio::test]
async fn a_message_that_is_none_comes_back_as_it_was_typed() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "zulmira").await;
    let caminho = format!("{prefixo}/mensagens");
    let pagina = n.abrir(&caminho).await;
    assert!(pagina.texto().contains("Ainda não há mensagens"), "{}", pagina.texto());
    let longa = "á".repeat(2001);
    for (texto, erro) in [("  \r\n ", "Escreva a mensagem."), (longa.as_str(), "passou de 2000 letras")] {
        let envio = campo(&n.abrir(&caminho).await, "envio");
        let recusada = enviar(&mut n, &caminho, &[("texto", texto), ("envio", &envio)]).await;
        assert!(recusada.local().starts_with(&format!("{caminho}?rascunho=")), "{}", recusada.local());
        let pagina = seguir(&mut n, &recusada).await;
        assert!(pagina.texto().contains(erro), "{}", pagina.texto());
        assert!(pagina.corpo.contains(texto.trim()), "the text is lost");
        assert!(pagina.corpo.contains("aria-invalid=\"true\""));
    }
    // A form without its number is none of ours.
    assert_eq!(enviar(&mut n, &caminho, &[("texto", "Oi")]).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(mundo.simulador.contagem().de(Endpoint::CvEnviarMensagem), 0);
}

#[tokio::test]
async fn a_change_is_never_said_to_be_made_and_its_asking_is_on_record() {
    let mundo = mundo().await;
    for (pessoa, dito) in [
        ("doralice", "Enviamos a mudança. A incorporadora pode conferir antes de ela aparecer."),
        ("benedito", "A incorporadora precisa aprovar a mudança antes de ela aparecer aqui."),
    ] {
        let mut n = mundo.navegador();
        let (prefixo, _) = n.entrar(&mundo, pessoa).await;
        let pagina = n.abrir(&format!("{prefixo}/dados")).await;
        let (email, telefone) = (campo(&pagina, "email_antes"), campo(&pagina, "telefone_antes"));
        let novo = [
            ("email", "outro@exemplo.example"),
            ("telefone", "(79) 3214-5566"),
            ("email_antes", &email),
            ("telefone_antes", &telefone),
        ];
        let pedida = enviar(&mut n, &format!("{prefixo}/dados/contato"), &novo).await;
        let pagina = seguir(&mut n, &pedida).await;
        assert!(pagina.texto().contains(dito), "{pessoa}: {}", pagina.texto());
        assert_eq!(pagina.texto().contains("outro@exemplo.example"), pessoa == "doralice", "what CV says now is shown");
        let pedida = enviar(&mut n, &format!("{prefixo}/dados/endereco"), &endereco(&[])).await;
        let pagina = seguir(&mut n, &pedida).await;
        assert!(pagina.texto().contains(dito), "{pessoa}: {}", pagina.texto());
        assert_eq!(pagina.texto().contains("Avenida Santos Dumont, 1200"), pessoa == "doralice");
        let trilha = n.abrir(&format!("{prefixo}/privacidade")).await;
        for evento in ["Você pediu para mudar seu e-mail ou telefone", "Você pediu para mudar seu endereço"] {
            assert!(trilha.texto().contains(evento), "{}", trilha.texto());
        }
        assert!(!trilha.corpo.contains("outro@exemplo") && !trilha.corpo.contains("Santos Dumont"));
    }
}

#[tokio::test]
async fn only_what_changed_is_sent_and_each_mistake_is_said_beside_its_field() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    let (contato, lugar) = (format!("{prefixo}/dados/contato"), format!("{prefixo}/dados/endereco"));
    let antes = [("email_antes", "a@b.example"), ("telefone_antes", "")];
    let casos = [
        ([("email", "sem-arroba\"><b>"), ("telefone", "")], "Escreva um e-mail completo", Some("sem-arroba\"><b>")),
        ([("email", "a@b.example"), ("telefone", "3214-5566")], "telefone com DDD", Some("3214-5566")),
        ([("email", "a@b.example"), ("telefone", "")], "Nada mudou", None),
    ];
    for (campos, erro, mantido) in casos {
        let recusada = enviar(&mut n, &contato, &[campos.as_slice(), &antes].concat()).await;
        let pagina = seguir(&mut n, &recusada).await;
        assert!(pagina.texto().contains(erro), "{erro}: {}", pagina.texto());
        if let Some(mantido) = mantido {
            assert!([campo(&pagina, "email"), campo(&pagina, "telefone")].contains(&mantido.to_owned()), "{mantido}");
            assert!(pagina.corpo.contains("aria-invalid=\"true\""));
        }
        html::conferir_equilibrio(&pagina.corpo);
    }
    for (mudado, erro) in [
        (("cep", "4903"), "oito números do CEP"),
        (("numero", " "), "Escreva o número"),
        (("estado", "XX"), "Escolha o estado."),
        (("logradouro", "12"), "Escreva a rua"),
    ] {
        let recusada = enviar(&mut n, &lugar, &endereco(&[mudado])).await;
        let pagina = seguir(&mut n, &recusada).await;
        assert!(pagina.texto().contains(erro), "{erro}: {}", pagina.texto());
        assert_eq!(campo(&pagina, "bairro"), "Atalaia", "what was right is kept too");
    }
    assert_eq!(mundo.simulador.contagem().de(Endpoint::CvAtualizarPessoa), 0);
    assert_eq!(mundo.simulador.contagem().de(Endpoint::CvAtualizarEndereco), 0);
    // A draft is shown by its own number only.
    let outra = n.abrir(&format!("{prefixo}/dados?rascunho=0000000000000000")).await;
    assert_eq!(campo(&outra, "logradouro"), "Rua das Salinas");
    let trilha = n.abrir(&format!("{prefixo}/privacidade")).await;
    assert!(!trilha.texto().contains("Você pediu para mudar"), "what was not asked for is not on record");
}

#[tokio::test]
async fn when_the_token_is_over_every_page_says_how_to_come_back_and_nothing_is_sent() {
    let opcoes = Opcoes { token: TipoToken::Opaco, vida_token: Duration::from_mins(5), ..Opcoes::default() };
    let mundo = Mundo::com(Ajustes { opcoes, ..Ajustes::default() }).await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    let envio = campo(&n.abrir(&format!("{prefixo}/mensagens")).await, "envio");
    mundo.relogio.avancar(Duration::from_mins(6));
    for (caminho, _) in PAGINAS {
        let pagina = n.abrir(&format!("{prefixo}{caminho}")).await;
        assert_eq!(pagina.status, StatusCode::OK);
        let dito =
            "O acesso que o portal nos deu terminou. Abra o Financeiro de novo no menu do portal para ver estes dados.";
        assert!(pagina.texto().contains(dito), "{caminho}: {}", pagina.texto());
        assert!(!pagina.texto().contains("Nenhum") && !pagina.texto().contains("Ainda não há"), "{caminho}");
    }
    let enviada = enviar(&mut n, &format!("{prefixo}/mensagens"), &[("texto", "Fica aqui"), ("envio", &envio)]).await;
    let pagina = seguir(&mut n, &enviada).await;
    assert!(pagina.texto().contains("Nada foi enviado") && pagina.texto().contains("Fica aqui"), "{}", pagina.texto());
    let pedida = enviar(&mut n, &format!("{prefixo}/dados/endereco"), &endereco(&[])).await;
    let pagina = seguir(&mut n, &pedida).await;
    assert!(pagina.texto().contains("Nada foi enviado"), "{}", pagina.texto());
    assert_eq!(campo(&pagina, "logradouro"), "Avenida Santos Dumont");
}

#[tokio::test]
async fn whatever_goes_wrong_at_cv_is_said_and_is_never_an_empty_list() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    for (falha, dito) in [
        ("401", "O acesso que o portal nos deu terminou"),
        ("500", "O portal não está respondendo"),
        ("fora", "O portal não está respondendo"),
        ("html", "O portal respondeu de forma incompleta"),
        ("truncado", "O portal respondeu de forma incompleta"),
        ("erro200", "O portal respondeu de forma incompleta"),
    ] {
        for (caminho, endpoint) in PAGINAS {
            mundo.falhas(&format!("{endpoint}={falha}"));
            let pagina = n.abrir(&format!("{prefixo}{caminho}")).await;
            let texto = pagina.texto();
            assert_eq!(pagina.status, StatusCode::OK, "{caminho} {falha}");
            assert!(texto.contains(dito), "{caminho} {falha}: {texto}");
            assert!(texto.contains("(79) 3000-0000") && texto.contains("Código de atendimento"), "{caminho} {falha}");
            assert!(!texto.contains("Nenhum") && !texto.contains("Ainda não há"), "{caminho} {falha}: {texto}");
            mundo.falhas("");
        }
    }
    // The documents of one unit, and the details of one, are missed and named.
    mundo.falhas("cv.documentos=500");
    assert!(n.abrir(&format!("{prefixo}/arquivos")).await.texto().contains("O portal não está respondendo"));
    mundo.falhas("cv.unidade=500");
    let texto = n.abrir(&format!("{prefixo}/imovel")).await.texto();
    assert!(texto.contains("não entregou todos os detalhes") && !texto.contains("84,50"), "{texto}");
    // The pause after a 429 is for the whole environment, so it comes last.
    mundo.falhas("cv.mensagens=429");
    let texto = n.abrir(&format!("{prefixo}/mensagens")).await.texto();
    assert!(texto.contains("O portal pediu uma pausa") && texto.contains("1 minuto"), "{texto}");
    mundo.falhas("");
    let texto = n.abrir(&format!("{prefixo}/dados")).await.texto();
    assert!(texto.contains("O portal pediu uma pausa"), "{texto}");
    mundo.relogio.avancar(Duration::from_mins(2));
    assert!(n.abrir(&format!("{prefixo}/dados")).await.texto().contains("Seu cadastro"));
}

#[tokio::test]
async fn rows_nobody_can_read_are_counted_and_the_rest_is_shown() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    for (caminho, endpoint) in &PAGINAS[1..] {
        let endpoint = if *caminho == "/arquivos" { "cv.documentos" } else { endpoint };
        mundo.falhas(&format!("{endpoint}=nulo-texto"));
        let texto = n.abrir(&format!("{prefixo}{caminho}")).await.texto();
        assert!(!texto.contains("null"), "{caminho}: {texto}");
        mundo.falhas(&format!("{endpoint}=duplicado"));
        let dobrada = n.abrir(&format!("{prefixo}{caminho}")).await.texto();
        mundo.falhas("");
        let normal = n.abrir(&format!("{prefixo}{caminho}")).await.texto();
        assert_eq!(dobrada, normal, "{caminho}: a row that comes twice is shown once");
    }
}

#[tokio::test]
async fn a_message_cv_does_not_confirm_may_have_arrived_and_is_not_sent_again_by_itself() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    let caminho = format!("{prefixo}/mensagens");
    let envio = campo(&n.abrir(&caminho).await, "envio");
    mundo.falhas("cv.enviar-mensagem=500");
    let enviada = enviar(&mut n, &caminho, &[("texto", "Chegou?"), ("envio", &envio)]).await;
    mundo.falhas("");
    let pagina = seguir(&mut n, &enviada).await;
    assert!(pagina.texto().contains("não confirmou que recebeu"), "{}", pagina.texto());
    assert!(html::dentro(&pagina.corpo, "name", "texto").unwrap().contains("Chegou?"));
    assert_ne!(campo(&pagina, "envio"), envio, "who wants to send again, sends another form");
    assert_eq!(mundo.simulador.contagem().de(Endpoint::CvEnviarMensagem), 1);
    let repetida = enviar(&mut n, &caminho, &[("texto", "Chegou?"), ("envio", &envio)]).await;
    assert!(repetida.local().contains("mensagem=repetida"));
    assert_eq!(mundo.simulador.contagem().de(Endpoint::CvEnviarMensagem), 1);
}
