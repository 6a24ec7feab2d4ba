//! The port, spoken as the mapping says.

use async_trait::async_trait;
use domain::modelo::{
    ArquivoErp, BoletoEmitido, Cliente, Contrato, Descarte, Informe, Lista, NotaFiscal, Pagamento, Parcela, Quitacao,
    Titular, Unidade,
};
use erp::{Arquivo, Capacidade, Capacidades, Erp, ErroErp, TipoArquivo};
use jiff::civil::Date;
use jmespath::Variable;

use crate::{
    arquivo::{self, Documentos},
    campos::Recurso,
    colheita::Alvo,
    config::{ConfigMapped, Hoje},
    dono::{Posse, nomeia_outro},
    envelope,
    erro::{ErroMapa, Erros},
    leitura::{self, Campos, Ilegivel, Linha},
    mapa,
    mapeamento::{Consulta, Mapeamento, OndeArquivo, Operacao},
    modelo::Marcador,
    resposta::{self, Resposta, contrato},
    transporte::Transporte,
};

/// An ERP that speaks what a mapping says. Cheap to share behind an `Arc`; one connection pool and one token per value.
///
/// Makes no second attempt (except once, with a new token, when the ERP refuses the old one) and keeps nothing else between
/// calls: retries, limits and caches are the port's surroundings. Calls for one answer are made one after the other.
#[derive(Debug)]
pub struct ErpMapped {
    pub(crate) transporte: Transporte,
    pub(crate) mapeamento: Mapeamento,
    documentos: Documentos,
    hoje: RelogioOculto,
}

struct RelogioOculto(Hoje);

impl std::fmt::Debug for RelogioOculto {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("relógio")
    }
}

impl ErpMapped {
    /// Checks the configuration and prepares the HTTP client; calls nobody.
    ///
    /// # Errors
    /// Every mistake found, with paths from the table of the ERP.
    pub fn novo(config: ConfigMapped) -> Result<Self, Vec<ErroMapa>> {
        let mut erros = Erros::default();
        config.conferir(&mut erros);
        let transporte = Transporte::novo(&config, &mut erros);
        let documentos = Documentos::novo(&config, &mut erros);
        match (transporte, documentos) {
            (Some(transporte), Some(documentos)) if erros.0.is_empty() => {
                Ok(Self { transporte, documentos, mapeamento: config.mapeamento, hoje: RelogioOculto(config.hoje) })
            }
            _ => Err(erros.0),
        }
    }

    /// Today in America/Sao_Paulo.
    pub(crate) fn hoje(&self) -> Date {
        (self.hoje.0)()
    }

    fn operacao(&self, recurso: Recurso) -> Result<(&Operacao, &Consulta), ErroErp> {
        let operacao = self.mapeamento.operacoes.get(&recurso).ok_or(ErroErp::NaoSuportado)?;
        Ok((operacao, operacao.consulta.as_ref().ok_or(ErroErp::NaoSuportado)?))
    }

    async fn lista<T>(
        &self,
        recurso: Recurso,
        titular: &Titular,
        montar: impl Fn(&Linha, Campos) -> Result<T, Ilegivel> + Send,
    ) -> Result<Lista<T>, ErroErp> {
        let (operacao, consulta) = self.operacao(recurso)?;
        let colhidas = self.colher(operacao, consulta, titular).await?;
        let mut lista = leitura::lista(operacao, consulta, &colhidas.linhas, &titular.documento, montar);
        lista.descartes.extend(colhidas.descartes);
        Ok(lista)
    }

    /// The customer's code: from CV, or else asked of the ERP.
    pub(crate) async fn codigo(&self, titular: &Titular) -> Result<Option<String>, ErroErp> {
        match &titular.id_erp {
            Some(id) => Ok(Some(id.clone())),
            None if self.mapeamento.operacoes.contains_key(&Recurso::Clientes) => Ok(self.cadastro(titular).await?.id),
            None => Ok(None),
        }
    }

    /// The one record that is the holder's. Two codes for one document are an error unless CV named one of them: picking
    /// would hide what the other owes.
    async fn cadastro(&self, titular: &Titular) -> Result<Cliente, ErroErp> {
        let nome = Recurso::Clientes.nome();
        let lista = self.lista(Recurso::Clientes, titular, |_, campos| Ok(mapa::cliente(campos))).await?;
        if lista.itens.is_empty() {
            return Err(match lista.descartes.first() {
                None => ErroErp::NaoEncontrado,
                Some(Descarte::Ilegivel { campo, .. }) => contrato(nome, &format!("campo `{campo}` ilegível")),
                Some(_) => contrato(nome, "o cadastro devolvido não é do documento perguntado"),
            });
        }
        let mut clientes: Vec<Cliente> = Vec::new();
        for cliente in lista.itens {
            if cliente.id.is_none() && cliente.nome.is_none() {
                return Err(contrato(nome, "cadastro sem nome e sem código"));
            }
            if !clientes.iter().any(|c| c.id == cliente.id) {
                clientes.push(cliente);
            }
        }
        let indicado = clientes.iter().position(|c| c.id.is_some() && c.id == titular.id_erp);
        match (indicado, clientes.len()) {
            (Some(posicao), _) => Ok(clientes.swap_remove(posicao)),
            (None, 1) => Ok(clientes.swap_remove(0)),
            _ => Err(contrato(nome, "mais de um cadastro para o mesmo documento")),
        }
    }

    /// Years asked about, the newest first; `desde` 1 leaves this one out.
    pub(crate) fn anos(&self, operacao: &Operacao, desde: i16) -> Vec<i16> {
        let este = self.hoje().year();
        (desde..desde + operacao.anos).map(|n| este - n).collect()
    }

    fn pela_chave(&self, recurso: Recurso) -> bool {
        self.mapeamento.operacoes.get(&recurso).is_some_and(|o| o.arquivo.is_some())
    }

    /// The file of a row of this holder's own lists.
    async fn documento(
        &self,
        recurso: Recurso,
        titular: &Titular,
        arquivo: Option<&ArquivoErp>,
        tipo: TipoArquivo,
        mut alvo: Alvo,
    ) -> Result<Arquivo, ErroErp> {
        let nome = recurso.nome();
        match arquivo {
            None => return Err(ErroErp::NaoEncontrado),
            Some(ArquivoErp::Link(link)) => return self.documentos.seguir(nome, link, tipo).await,
            Some(ArquivoErp::PelaChave) if tipo == TipoArquivo::Pdf => {}
            Some(ArquivoErp::PelaChave) => return Err(ErroErp::NaoSuportado),
        }
        let operacao = self.mapeamento.operacoes.get(&recurso).ok_or(ErroErp::NaoSuportado)?;
        let Some(pedido) = &operacao.arquivo else { return self.embutido(operacao, titular, &alvo).await };
        if pedido.pedido.marcadores().contains(&Marcador::IdErp) {
            alvo.id_erp = self.codigo(titular).await?;
        }
        let valores = |marcador| self.valor(operacao, &titular.documento, &alvo, marcador);
        let chamada = pedido
            .pedido
            .montar(self.transporte.base(), &valores)
            .map_err(|impossivel| contrato(nome, &impossivel.mensagem()))?;
        let recebido = self.transporte.chamar(nome, &chamada).await?;
        if recebido.status.as_u16() == 422 || resposta::conferir_status(nome, &recebido)? {
            // 422: the row has no file (Sienge, for a title without a registered charge).
            return Err(ErroErp::NaoEncontrado);
        }
        let expressao = match &pedido.onde {
            OndeArquivo::Resposta => return arquivo::pdf(nome, &recebido.corpo),
            OndeArquivo::Link(expressao) | OndeArquivo::Base64(expressao) => expressao,
        };
        let Resposta::Json(corpo) = resposta::interpretar(nome, &recebido)? else { return Err(ErroErp::NaoEncontrado) };
        envelope::recusar_erro(&corpo).map_err(|e| contrato(nome, &e))?;
        if nomeia_outro(&titular.documento, &corpo) {
            return Err(contrato(nome, "o arquivo devolvido é de outro documento"));
        }
        let valor = expressao.avaliar(&corpo).map_err(|e| contrato(nome, &e))?;
        let texto = match &*valor {
            vazio if leitura::em_branco(vazio) => return Err(ErroErp::NaoEncontrado),
            Variable::String(texto) => texto,
            _ => return Err(contrato(nome, &format!("`{}` não é um texto", expressao.texto()))),
        };
        match &pedido.onde {
            OndeArquivo::Link(_) => self.documentos.seguir(nome, texto.trim(), tipo).await,
            _ => arquivo::de_base64(nome, texto),
        }
    }

    /// A file inside its row: the list is asked again, since base64 of every row is not kept.
    async fn embutido(&self, operacao: &Operacao, titular: &Titular, alvo: &Alvo) -> Result<Arquivo, ErroErp> {
        let (_, consulta) = self.operacao(operacao.recurso)?;
        let nome = operacao.recurso.nome();
        let colhidas = self.colher(operacao, consulta, titular).await?;
        let chave = consulta.campos.first().ok_or(ErroErp::NaoSuportado)?;
        let campo = consulta.campos.iter().find(|c| c.nome == "pdf-base64").ok_or(ErroErp::NaoSuportado)?;
        for linha in &colhidas.linhas {
            let id = chave.expressao.avaliar(&linha.dados).ok();
            let mesma = id.as_deref().and_then(leitura::escalar).is_some_and(|id| Some(&*id) == alvo.id.as_deref());
            if !mesma || leitura::posse(operacao, consulta, linha, &titular.documento) != Posse::Titular {
                continue;
            }
            return match campo.expressao.avaliar(&linha.dados).map_err(|e| contrato(nome, &e))?.as_string() {
                Some(texto) => arquivo::de_base64(nome, texto),
                None => Err(ErroErp::NaoEncontrado),
            };
        }
        Err(ErroErp::NaoEncontrado)
    }
}

#[async_trait]
impl Erp for ErpMapped {
    fn capacidades(&self) -> Capacidades {
        let operacoes = &self.mapeamento.operacoes;
        let com_pdf = operacoes.get(&Recurso::Boletos).is_some_and(|o| {
            let campos = o.consulta.as_ref().map(|c| c.campos.as_slice()).unwrap_or_default();
            o.arquivo.is_some() || campos.iter().any(|c| matches!(c.nome, "url-pdf" | "pdf-base64"))
        });
        operacoes.keys().filter_map(|r| r.capacidade()).chain(com_pdf.then_some(Capacidade::SegundaVia)).collect()
    }

    /// From `clientes`; without it a person with contracts is known, and without those one whose boletos the ERP answers.
    async fn cliente(&self, titular: &Titular) -> Result<Cliente, ErroErp> {
        let conhecido = || Cliente { id: titular.id_erp.clone(), ..Cliente::default() };
        if self.mapeamento.operacoes.contains_key(&Recurso::Clientes) {
            return self.cadastro(titular).await;
        }
        if self.mapeamento.operacoes.contains_key(&Recurso::Contratos) {
            let contratos = self.contratos(titular).await?;
            if contratos.itens.is_empty() && contratos.ilegiveis() == 0 {
                return Err(ErroErp::NaoEncontrado);
            }
            return Ok(conhecido());
        }
        self.boletos(titular).await.map(|_| conhecido())
    }

    async fn contratos(&self, titular: &Titular) -> Result<Lista<Contrato>, ErroErp> {
        self.lista(Recurso::Contratos, titular, |_, campos| mapa::contrato(campos)).await
    }

    async fn boletos(&self, titular: &Titular) -> Result<Lista<BoletoEmitido>, ErroErp> {
        let pela_chave = self.pela_chave(Recurso::Boletos);
        self.lista(Recurso::Boletos, titular, |linha, campos| mapa::boleto(linha, campos, pela_chave)).await
    }

    async fn parcelas(&self, titular: &Titular) -> Result<Lista<Parcela>, ErroErp> {
        self.lista(Recurso::Parcelas, titular, mapa::parcela).await
    }

    async fn pagamentos(&self, titular: &Titular) -> Result<Lista<Pagamento>, ErroErp> {
        let (_, consulta) = self.operacao(Recurso::Pagamentos)?;
        let datado = consulta.campos.iter().any(|c| c.nome == "pago-em");
        self.lista(Recurso::Pagamentos, titular, |linha, campos| mapa::pagamento(linha, campos, datado)).await
    }

    async fn notas_fiscais(&self, titular: &Titular) -> Result<Lista<NotaFiscal>, ErroErp> {
        let pela_chave = self.pela_chave(Recurso::NotasFiscais);
        self.lista(Recurso::NotasFiscais, titular, |_, campos| mapa::nota_fiscal(campos, pela_chave)).await
    }

    async fn quitacoes(&self, titular: &Titular) -> Result<Lista<Quitacao>, ErroErp> {
        let pela_chave = self.pela_chave(Recurso::Quitacoes);
        self.lista(Recurso::Quitacoes, titular, |linha, campos| mapa::quitacao(linha, campos, pela_chave)).await
    }

    /// Units have no list of their own in a mapping: contracts say what was bought.
    async fn unidades(&self, _: &Titular) -> Result<Lista<Unidade>, ErroErp> {
        Err(ErroErp::NaoSuportado)
    }

    async fn segunda_via(&self, titular: &Titular, boleto: &BoletoEmitido) -> Result<Arquivo, ErroErp> {
        let alvo = Alvo {
            id: Some(boleto.id.clone()),
            contrato: boleto.contratos.first().map(|c| c.0.clone()),
            ..Alvo::default()
        };
        self.documento(Recurso::Boletos, titular, boleto.pdf.as_ref(), TipoArquivo::Pdf, alvo).await
    }

    async fn nota_fiscal(&self, titular: &Titular, nota: &NotaFiscal, tipo: TipoArquivo) -> Result<Arquivo, ErroErp> {
        let arquivo = match tipo {
            TipoArquivo::Pdf => nota.pdf.as_ref(),
            TipoArquivo::Xml => nota.xml.as_ref(),
        };
        let alvo = Alvo { id: Some(nota.id.clone()), ..Alvo::default() };
        self.documento(Recurso::NotasFiscais, titular, arquivo, tipo, alvo).await
    }

    async fn quitacao(&self, titular: &Titular, quitacao: &Quitacao) -> Result<Arquivo, ErroErp> {
        let alvo = Alvo { id: Some(quitacao.id.clone()), ano: Some(quitacao.ano), ..Alvo::default() };
        self.documento(Recurso::Quitacoes, titular, quitacao.pdf.as_ref(), TipoArquivo::Pdf, alvo).await
    }

    async fn informes(&self, titular: &Titular) -> Result<Lista<Informe>, ErroErp> {
        let operacao = self.mapeamento.operacoes.get(&Recurso::Informes).ok_or(ErroErp::NaoSuportado)?;
        if operacao.consulta.is_none() {
            let informe = |ano: i16| Informe { id: ano.to_string(), ano, pdf: Some(ArquivoErp::PelaChave) };
            return Ok(Lista {
                itens: self.anos(operacao, 1).into_iter().map(informe).collect(),
                descartes: Vec::new(),
            });
        }
        let pela_chave = operacao.arquivo.is_some();
        self.lista(Recurso::Informes, titular, |_, campos| mapa::informe(campos, pela_chave)).await
    }

    async fn informe(&self, titular: &Titular, informe: &Informe) -> Result<Arquivo, ErroErp> {
        let alvo = Alvo { id: Some(informe.id.clone()), ano: Some(informe.ano), ..Alvo::default() };
        self.documento(Recurso::Informes, titular, informe.pdf.as_ref(), TipoArquivo::Pdf, alvo).await
    }
}
