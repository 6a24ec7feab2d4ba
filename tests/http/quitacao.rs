//! Quitação: the ERP's declarations, the reasons, and the declaration issued here: proven, once, for its holder only.

use std::io::Write as _;

use axum::body::Body;
use financeiro::server::storage::Auditoria;
use http::{Method, StatusCode, header};
use jiff::Timestamp;
use simulator::por_chave;

use crate::{
    html,
    mundo::{Ajustes, Mundo, opacos},
    navegador::{Navegador, Resposta, Site},
};

async fn mundo() -> Mundo {
    Mundo::com(Ajustes { opcoes: opacos(), ..Ajustes::default() }).await
}

/// A world whose ERP issues no declarations.
async fn sem_declaracoes() -> Mundo {
    let mundo = mundo().await;
    mundo.falhas("erp.declaracoes-quitacao=vazio");
    mundo
}

/// Submits the form that issues.
async fn emitir(n: &mut Navegador, prefixo: &str, contrato: &str, ano: &str) -> Resposta {
    let pedido = n
        .pedido(Method::POST, &format!("{prefixo}/quitacao/emitir"), Site::Nosso)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(format!("contrato={contrato}&ano={ano}")))
        .unwrap();
    n.enviar(pedido).await
}

/// Contract and year of every form that issues, newest first.
fn formularios(pagina: &Resposta) -> Vec<(String, String)> {
    let campo = |formulario: &str, nome: &str| {
        let tags = html::tags(formulario);
        let campo = tags.into_iter().find(|t| t.atributo("name") == Some(nome))?;
        campo.atributo("value").map(str::to_owned)
    };
    let todos = html::todos(&pagina.corpo, "class", "pedido");
    todos.into_iter().filter_map(|f| Some((campo(f, "contrato")?, campo(f, "ano")?))).collect()
}

/// The file behind a document's page that was just asked for.
async fn arquivo(n: &mut Navegador, emitida: &Resposta) -> Resposta {
    let documento = n.abrir(emitida.local()).await;
    let bilhete = crate::navegador::inicio_do_download(&documento).expect("the download starts");
    n.abrir(&bilhete).await
}

/// Words of a PDF, as a reader copies them.
pub(crate) fn texto_do_pdf(arquivo: &Resposta) -> String {
    assert!(arquivo.bytes.starts_with(b"%PDF-"), "{}", arquivo.texto());
    let mut pdf = tempfile::NamedTempFile::new().unwrap();
    pdf.write_all(&arquivo.bytes).unwrap();
    let saida = std::process::Command::new("pdftotext").arg("-layout").arg(pdf.path()).arg("-").output().unwrap();
    assert!(saida.status.success());
    String::from_utf8(saida.stdout).unwrap()
}

/// The code in the words of a declaration.
pub(crate) fn codigo(texto: &str) -> String {
    let parece = |p: &&str| p.len() == 19 && p.split('-').count() == 4 && p.split('-').all(|g| g.len() == 4);
    texto.split_whitespace().find(parece).unwrap_or_else(|| panic!("no code in: {texto}")).to_owned()
}

/// A declaration of Doralice for 2039, with its words.
pub(crate) async fn emitida(mundo: &Mundo) -> String {
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(mundo, "doralice").await;
    let pagina = n.abrir(&format!("{prefixo}/quitacao/2039")).await;
    let (contrato, ano) = formularios(&pagina).remove(0);
    let feita = emitir(&mut n, &prefixo, &contrato, &ano).await;
    texto_do_pdf(&arquivo(&mut n, &feita).await)
}

#[tokio::test]
async fn every_declaration_of_the_erp_is_listed_newest_first_with_its_file() {
    let mundo = mundo().await;
    for pessoa in ["doralice", "benedito", "zulmira"] {
        let anos: Vec<String> =
            mundo.erp("declaracoes-quitacao", pessoa).await.iter().map(|q| q["ano"].to_string()).collect();
        assert!(!anos.is_empty(), "{pessoa}");
        let mut n = mundo.navegador();
        let (prefixo, _) = n.entrar(&mundo, pessoa).await;
        let pagina = n.abrir(&format!("{prefixo}/quitacao")).await;
        let texto = pagina.texto();
        let posicoes: Vec<usize> = anos
            .iter()
            .map(|ano| {
                texto
                    .find(&format!("Declaração de quitação anual de {ano} Disponível"))
                    .unwrap_or_else(|| panic!("{ano}: {texto}"))
            })
            .collect();
        assert!(posicoes.is_sorted(), "{pessoa}: {posicoes:?}");
        assert!(formularios(&pagina).is_empty(), "{pessoa}: what the ERP issued is not issued again");
        let de_um_ano = n.abrir(&format!("{prefixo}/quitacao/{}", anos[0])).await;
        let (arquivo, _) = n.baixar(&de_um_ano, "Declaração em PDF").await;
        assert!(arquivo.bytes.starts_with(b"%PDF-"), "{pessoa}: {}", arquivo.texto());
        let nome = format!("attachment; filename=\"declaracao-quitacao-{}.pdf\"", anos[0]);
        assert_eq!(arquivo.header("content-disposition"), Some(nome.as_str()));
    }
}

#[tokio::test]
async fn a_year_without_declaration_says_which_instalment_is_missing_and_the_running_year_that_it_is_early() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "genivaldo").await;
    let pagina = n.abrir(&format!("{prefixo}/quitacao/2039")).await;
    let texto = pagina.texto();
    assert!(texto.contains("Falta a parcela de ") || texto.contains("Faltam as parcelas de "), "{texto}");
    let aberta = mundo.erp("extratos-financeiros", "genivaldo").await;
    let aberta = aberta.iter().find(|l| l["data_baixa"].is_null()).unwrap();
    let (ano, mes) = aberta["data_vencimento"].as_str().unwrap().split_at(4);
    assert_eq!(ano, "2039", "the first open one is of the year before");
    let meses = [
        "janeiro",
        "fevereiro",
        "março",
        "abril",
        "maio",
        "junho",
        "julho",
        "agosto",
        "setembro",
        "outubro",
        "novembro",
        "dezembro",
    ];
    let mes = meses[mes[1..3].parse::<usize>().unwrap() - 1];
    assert!(texto.contains(&format!("{mes}/2039")), "{texto}");
    let corrente = n.abrir(&format!("{prefixo}/quitacao/2040")).await.texto();
    assert!(corrente.contains("é emitida depois que 2040 terminar, até maio de 2041"), "{corrente}");
    assert!(corrente.contains("Substitui os recibos mensais") && corrente.contains("Não é o termo de quitação"));
}

#[tokio::test]
async fn a_link_of_a_year_opens_that_year_and_nonsense_is_not_found() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let lancada = n
        .abrir_de(&format!("/p/horizonte/cliente?token={}&destino=quitacao/2039", mundo.token("doralice")), Site::Outro)
        .await;
    assert!(lancada.local().ends_with("/quitacao/2039"), "{}", lancada.local());
    let pagina = n.abrir_de(lancada.local(), Site::Outro).await;
    let texto = pagina.texto();
    assert!(texto.contains("Declaração de quitação anual de 2039") && !texto.contains("anual de 2040"), "{texto}");
    let prefixo = crate::navegador::prefixo(lancada.local());
    let vazio = n.abrir(&format!("{prefixo}/quitacao/2001")).await;
    assert_eq!(vazio.status, StatusCode::OK);
    assert!(vazio.texto().contains("não mostra declaração de 2001"), "{}", vazio.texto());
    for errado in ["abc", "20399", "0039", "2039x", "-2039", "9999"] {
        let pagina = n.abrir(&format!("{prefixo}/quitacao/{errado}")).await;
        assert_eq!(pagina.status, StatusCode::NOT_FOUND, "{errado}");
    }
    assert_eq!(n.abrir(&format!("{prefixo}/quitacao/emitir")).await.local(), format!("{prefixo}/quitacao"));
}

#[tokio::test]
async fn where_nobody_signs_nothing_is_issued() {
    let desligar: fn(&mut financeiro::server::config::Config) =
        |config| config.incorporadoras.iter_mut().for_each(|i| i.quitacao = None);
    let mundo = Mundo::com(Ajustes { opcoes: opacos(), config: desligar, ..Ajustes::default() }).await;
    mundo.falhas("erp.declaracoes-quitacao=vazio");
    let mut n = mundo.navegador();
    let (prefixo, inicio) = n.entrar(&mundo, "benedito").await;
    let pagina = n.abrir(&format!("{prefixo}/quitacao/2039")).await;
    assert!(formularios(&pagina).is_empty());
    assert!(
        pagina.texto().contains("é emitida até maio, para quem quitou todas as parcelas do ano"),
        "{}",
        pagina.texto()
    );
    let com_contrato =
        html::enderecos(&inicio.corpo).into_iter().find_map(|e| Some(e.split_once("contrato=")?.1.to_owned()));
    let recusada = emitir(&mut n, &prefixo, &com_contrato.unwrap(), "2039").await;
    assert_eq!(recusada.status, StatusCode::NOT_FOUND, "{}", recusada.texto());
}

#[tokio::test]
async fn a_proven_year_is_issued_once_and_always_prints_the_same() {
    let mundo = sem_declaracoes().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    let pagina = n.abrir(&format!("{prefixo}/quitacao")).await;
    let (contrato, ano) = formularios(&pagina).into_iter().find(|(_, ano)| ano == "2039").expect("2039 is settled");
    assert!(pagina.texto().contains("com vencimento em 2039 estão quitadas"), "{}", pagina.texto());
    let feita = emitir(&mut n, &prefixo, &contrato, &ano).await;
    let primeira = arquivo(&mut n, &feita).await;
    assert_eq!(
        primeira.header("content-disposition"),
        Some("attachment; filename=\"declaracao-quitacao-2039-contrato-1048.pdf\"")
    );
    let texto = texto_do_pdf(&primeira);
    for parte in [
        "2039/000001",
        "Doralice Campos Menezes",
        "1048",
        "Iracema Duarte Falcão",
        "H0.R1Z.0NT/0001-40",
        "anos anteriores",
    ] {
        assert!(texto.contains(parte), "{parte} is missing: {texto}");
    }
    assert!(!texto.contains("390.533.447-05"), "the document is masked");
    let codigo = codigo(&texto);
    let endereco: String = texto.split_whitespace().collect();
    assert!(endereco.contains(&format!("http://plugin.localhost:3000/verificar/{codigo}")), "{texto}");

    // Later, with the ERP down: the same document.
    mundo.relogio.avancar(std::time::Duration::from_mins(10));
    mundo.falhas("erp=fora");
    let outra = emitir(&mut n, &prefixo, &contrato, &ano).await;
    let segunda = arquivo(&mut n, &outra).await;
    assert_eq!(texto_do_pdf(&segunda), texto, "asking twice gives one");
    mundo.falhas("erp.declaracoes-quitacao=vazio");
    let pagina = n.abrir(&format!("{prefixo}/quitacao/2039")).await;
    assert!(formularios(&pagina).is_empty());
    assert!(pagina.texto().contains("Declaração emitida em 14/03/2040"), "{}", pagina.texto());
    let (terceira, _) = n.baixar(&pagina, "Declaração em PDF").await;
    assert_eq!(texto_do_pdf(&terceira), texto);
}

#[tokio::test]
async fn an_issued_declaration_is_in_the_audit_trail_once() {
    let mundo = sem_declaracoes().await;
    emitida(&mundo).await;
    let estado = &mundo.estado;
    let titular = estado.chaveiro.hmacs_titular(&por_chave("doralice").unwrap().documento_normalizado());
    let trilha = Auditoria::nova(estado.armazem.clone(), estado.chaveiro.clone());
    let mut eventos = trilha.listar("horizonte", &titular, Timestamp::UNIX_EPOCH, 10).await.unwrap();
    eventos.retain(|evento| !evento.acao.starts_with("acesso-"));
    assert_eq!(eventos.len(), 1, "{eventos:?}");
    assert_eq!(eventos[0].acao, "declaracao-emitida");
    assert_eq!(eventos[0].ator, format!("cliente:{}", titular[0]));
    assert_eq!(eventos[0].detalhe.as_deref(), Some("ano 2039, contrato 1048"));
}

#[tokio::test]
async fn issuing_asks_the_erp_again_and_is_refused_when_a_payment_is_open_or_nothing_can_be_read() {
    let mundo = sem_declaracoes().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    let (contrato, ano) = formularios(&n.abrir(&format!("{prefixo}/quitacao/2039")).await).remove(0);
    for (falha, palavras) in [
        ("erp.extratos-financeiros=nulo-texto", ""),
        ("erp.extratos-financeiros=linha-de-outro", "linhas de outra pessoa"),
        ("erp.extratos-financeiros=fora", ""),
        ("erp.extratos-financeiros=tipo-errado", ""),
        ("erp.declaracoes-quitacao=fora", ""),
        ("erp.boletos-abertos=fora", ""),
    ] {
        // The page was made, and remembered, a moment ago: the proof is not taken from there.
        mundo.falhas(&format!("erp.declaracoes-quitacao=vazio,{falha}"));
        let recusada = emitir(&mut n, &prefixo, &contrato, &ano).await;
        assert!(recusada.status.is_client_error() || recusada.status.is_server_error(), "{falha}: {}", recusada.status);
        assert!(recusada.texto().contains(palavras), "{falha}: {}", recusada.texto());
        assert!(recusada.corpo.contains(&format!("{prefixo}/quitacao/2039")), "{falha}: a way back");
    }
    mundo.falhas("erp.declaracoes-quitacao=vazio");
    let pagina = n.abrir(&format!("{prefixo}/quitacao/2039?atualizar=1")).await;
    assert_eq!(formularios(&pagina).len(), 1, "nothing was issued: {}", pagina.texto());
}

#[tokio::test]
async fn a_settled_year_does_not_open_the_way_to_one_with_an_open_instalment() {
    let mundo = sem_declaracoes().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "genivaldo").await;
    let pagina = n.abrir(&format!("{prefixo}/quitacao")).await;
    let forms = formularios(&pagina);
    assert!(forms.iter().all(|(_, ano)| ano != "2039"), "{}", pagina.texto());
    let (contrato, ano) = forms.into_iter().next().expect("2038 is settled");
    assert_eq!(ano, "2038");
    let recusada = emitir(&mut n, &prefixo, &contrato, "2039").await;
    assert_eq!(recusada.status, StatusCode::CONFLICT);
    let texto = recusada.texto();
    assert!(texto.contains("Falta a parcela de ") || texto.contains("Faltam as parcelas de "), "{texto}");
    assert_eq!(emitir(&mut n, &prefixo, &contrato, "2038").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_year_with_something_open_and_a_contract_of_somebody_else_are_refused() {
    let mundo = sem_declaracoes().await;
    let mut a = mundo.navegador();
    let (prefixo_a, _) = a.entrar(&mundo, "doralice").await;
    let (dela, _) = formularios(&a.abrir(&format!("{prefixo_a}/quitacao")).await).remove(0);
    let corrente = emitir(&mut a, &prefixo_a, &dela, "2040").await;
    assert_eq!(corrente.status, StatusCode::CONFLICT, "{}", corrente.texto());
    let vazio = emitir(&mut a, &prefixo_a, &dela, "2001").await;
    assert_eq!(vazio.status, StatusCode::CONFLICT, "{}", vazio.texto());
    for (contrato, ano, status) in [
        (dela.as_str(), "x", StatusCode::BAD_REQUEST),
        (dela.as_str(), "99999", StatusCode::BAD_REQUEST),
        (dela.as_str(), "-3", StatusCode::NOT_FOUND),
        ("1048", "2039", StatusCode::NOT_FOUND),
        ("", "2039", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(emitir(&mut a, &prefixo_a, contrato, ano).await.status, status, "{contrato} {ano}");
    }

    let mut b = mundo.navegador();
    let (prefixo_b, _) = b.entrar(&mundo, "zulmira").await;
    assert_eq!(emitir(&mut b, &prefixo_b, &dela, "2039").await.status, StatusCode::NOT_FOUND);
    let emitida = emitir(&mut a, &prefixo_a, &dela, "2039").await;
    let documento = emitida.local().strip_prefix(&prefixo_a).unwrap().to_owned();
    assert_eq!(b.abrir(&format!("{prefixo_b}{documento}")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(emitir(&mut b, &prefixo_b, &dela, "2039").await.status, StatusCode::NOT_FOUND);

    let pedido = b.pedido(Method::POST, &format!("{prefixo_b}/quitacao/emitir"), Site::Outro);
    let de_fora = b.enviar(pedido.body(Body::empty()).unwrap()).await;
    assert!(de_fora.status.is_client_error(), "from another site: {}", de_fora.status);
}

#[tokio::test]
async fn an_erp_that_does_not_answer_is_not_an_erp_without_declarations() {
    let mundo = mundo().await;
    let mut n = mundo.navegador();
    let (prefixo, _) = n.entrar(&mundo, "doralice").await;
    mundo.falhas("erp.declaracoes-quitacao=500");
    let pagina = n.abrir(&format!("{prefixo}/quitacao?atualizar=1")).await;
    assert!(pagina.corpo.contains("data-falha") && formularios(&pagina).is_empty(), "{}", pagina.texto());
    mundo.falhas("erp.extratos-financeiros=500");
    let pagina = n.abrir(&format!("{prefixo}/quitacao?atualizar=1")).await;
    let texto = pagina.texto();
    assert!(texto.contains("anual de 2039 Disponível"), "what was read is shown: {texto}");
    assert!(texto.contains("não sabemos dizer como estão os anos sem declaração"), "{texto}");
}
